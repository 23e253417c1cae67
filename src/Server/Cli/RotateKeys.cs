using System.Text.Json;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Storage;
using Sallyport.Storage.Budgets;
using Sallyport.Storage.Seal;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Cli;

/// <summary>What came of changing the key.</summary>
/// <param name="KeyId">The key that seals from now on.</param>
/// <param name="Renewed">How many values were sealed anew.</param>
/// <param name="WasInterrupted">An earlier change was brought to its end; no key was added.</param>
public sealed record RotatedKeys(string KeyId, int Renewed, bool WasInterrupted);

/// <summary>
/// Adds a key, names it in the database and seals everything anew, beside running servers: they open by the id that each value carries, reread the key file
/// where they do not know it, and follow the named key within half a minute. What they seal under the former key until then is renewed by the next change.
/// </summary>
public sealed class RotateKeys(Database database, KeyFile file, Sealer sealer, RandomSource random)
{
    private const int AtOnce = 200;

    public async Task<RotatedKeys> Rotate(Caller caller, CancellationToken cancel)
    {
        using var budget = database.Allow(DatabaseWork.Batch);
        var former = sealer.CurrentKeyId;
        var wasInterrupted = await IsUnfinished(cancel);
        if (!wasInterrupted)
            await Begin(caller, cancel);
        var renewed = 0;
        foreach (var column in SealedColumn.All)
            renewed += await Renew(caller, column, cancel);
        await database.Write(caller, tx => Task.FromResult(Report(tx, former, renewed)), cancel);
        return new RotatedKeys(sealer.CurrentKeyId, renewed, wasInterrupted);
    }

    // Named but never reported as done, with values left behind: a run was stopped in the middle.
    private Task<bool> IsUnfinished(CancellationToken cancel) =>
        database.Read(
            async tx =>
            {
                var left = 0L;
                foreach (var column in SealedColumn.All)
                    left += await tx.Sealed.CountBehind(column);
                return left > 0 && await LastReported(tx) != tx.Sealer.CurrentKeyId;
            },
            cancel
        );

    private static async Task<string?> LastReported(Transaction tx)
    {
        var action = Words.Snake(AuditAction.KeysRotated);
        var rows = await tx.AuditTrail.Page(new AuditQuestion(AuditChain.Installation, null, null, "", action, 1, 0));
        return rows is [var last] ? JsonSerializer.Deserialize<Dictionary<string, string>>(last.Fields)!["key"] : null;
    }

    // A key that was added but never named, because a run was stopped there, is the one to name now.
    private async Task Begin(Caller caller, CancellationToken cancel)
    {
        var newest = file.Read() is KeyFileReading.Keys keys ? keys.Ring.Newest : null;
        var key = newest is not null && newest != sealer.CurrentKeyId ? newest : file.Add(random);
        await database.Write(
            caller,
            async tx =>
            {
                await tx.Installation.ChangeKey(key);
                tx.Audit(AuditEvent.Of(AuditAction.InstallationChanged, null, "", "").With("key", key));
            },
            cancel
        );
        sealer.CurrentKeyId = key;
    }

    private async Task<int> Renew(Caller caller, SealedColumn column, CancellationToken cancel)
    {
        var (renewed, part) = (0, AtOnce);
        while (part == AtOnce)
        {
            part = await database.Write(caller, tx => tx.Sealed.Renew(column, AtOnce), cancel);
            renewed += part;
        }
        return renewed;
    }

    private static bool Report(Transaction tx, string former, int renewed)
    {
        tx.Audit(
            AuditEvent
                .Of(AuditAction.KeysRotated, null, "", "")
                .With("key", tx.Sealer.CurrentKeyId)
                .With("formerKey", former)
                .With("renewed", $"{renewed}")
        );
        return true;
    }
}

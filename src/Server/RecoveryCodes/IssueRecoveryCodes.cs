using System.Text;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Accounts;
using Sallyport.Server.Notifications;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.RecoveryCodes;

/// <summary>What came of asking for new codes.</summary>
public abstract record IssuedCodes
{
    private IssuedCodes() { }

    /// <param name="Sets">In the clear, for this one answer.</param>
    public sealed record Done(IReadOnlyList<PreparedSet> Sets) : IssuedCodes;

    /// <summary>Nobody without an active factor has codes (ALWAYS-1).</summary>
    public sealed record NoFactor : IssuedCodes;

    /// <summary>The account hands out none of this kind.</summary>
    public sealed record NotOffered : IssuedCodes;

    /// <summary>Too many are hashing: nothing was changed.</summary>
    public sealed record Busy : IssuedCodes;
}

/// <summary>Gives a user recovery codes: a new set kills the old one of its kind at once (RECOV-5, RECOV-7).</summary>
public sealed class IssueRecoveryCodes(Database database, PrepareRecoveryCodes prepare, QueueMail mail)
{
    /// <summary>New ones, asked for by the person.</summary>
    public async Task<IssuedCodes> IssueNew(Caller caller, RecoverySetKind kind, CancellationToken cancel) =>
        await prepare.Prepare([kind], cancel) is { } sets
            ? await database.Write(caller, tx => Act(tx, sets), cancel)
            : new IssuedCodes.Busy();

    /// <summary>The active sets of a user, each with how many codes it has left.</summary>
    public Task<IReadOnlyList<RecoverySet>> Sets(string userId, CancellationToken cancel) =>
        database.Read(tx => tx.Recovery.ActiveSets(userId), cancel);

    /// <summary>Writes prepared sets in place of older ones of their kinds.</summary>
    /// <param name="tx">In which the user is locked, and known to have a factor if <paramref name="areActive"/>.</param>
    /// <param name="user">Whose.</param>
    /// <param name="sets">Hashed before the transaction.</param>
    /// <param name="areActive">False: handed out before pairing; they open nothing until the first code was right.</param>
    public async Task Issue(Transaction tx, User user, IReadOnlyList<PreparedSet> sets, bool areActive)
    {
        if (sets.Count == 0)
            return;
        foreach (var set in sets)
            await Add(tx, user.Id, set, areActive ? tx.Now : null);
        tx.Audit(
            AuditEvent
                .Of(AuditAction.RecoveryCodesIssued, user.AccountId, user.Id, user.Login)
                .With("kinds", string.Join(',', sets.Select(set => Words.Camel(set.Kind))))
                .With("active", areActive ? "yes" : "no")
        );
    }

    private async Task<IssuedCodes> Act(Transaction tx, IReadOnlyList<PreparedSet> sets)
    {
        var user = (await tx.Users.Lock(tx.Caller.UserId!))!;
        var account = (await tx.Accounts.Find(user.AccountId))!;
        var state = await MfaState.Read(tx, user, account);
        if (!sets.All(set => PrepareRecoveryCodes.KindsOf(state.Policy).Contains(set.Kind)))
            return new IssuedCodes.NotOffered();
        // A session that was ended while the codes were hashed hands out nothing.
        if (!state.Factors.MfaOn || !await tx.Sessions.CallersIsRunning())
            return new IssuedCodes.NoFactor();
        await Issue(tx, user, sets, areActive: true);
        await mail.Queue(tx, MailKind.RecoveryCodesIssued, user, account, new MailFacts());
        return new IssuedCodes.Done(sets);
    }

    private static async Task Add(Transaction tx, string userId, PreparedSet set, DateTimeOffset? activatedAt)
    {
        await tx.Recovery.RemoveKind(userId, set.Kind);
        await tx.Recovery.AddSet(
            new RecoverySet
            {
                Id = set.Id,
                UserId = userId,
                Kind = set.Kind,
                CreatedAt = tx.Now,
                ActivatedAt = activatedAt,
            }
        );
        foreach (var hash in set.Hashes)
        {
            var codeId = tx.Random.Id();
            var sealedHash = tx.Sealer.Seal(Encoding.UTF8.GetBytes(hash), FindRecoveryCode.PlaceOf(codeId));
            await tx.Recovery.AddCode(codeId, set.Id, sealedHash);
        }
    }
}

using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SecurityKeys;

/// <summary>What came of a new name.</summary>
public enum RenamedKey
{
    Done,
    Unchanged,

    /// <summary>Empty, above 64 signs, or with signs that cannot be seen.</summary>
    Malformed,
    Taken,
    NotFound,
}

/// <summary>Gives one's own key another name, unlike those of one's other keys (KEY-2).</summary>
public sealed class RenameSecurityKey(Database database)
{
    public Task<RenamedKey> Rename(Caller caller, string keyId, string typed, CancellationToken cancel) =>
        FactorName.Clean(typed) is { } name
            ? database.Write(caller, tx => Act(tx, keyId, name), cancel)
            : Task.FromResult(RenamedKey.Malformed);

    /// <summary>The caller's keys, the oldest first.</summary>
    public Task<IReadOnlyList<SecurityKey>> Keys(Caller caller, CancellationToken cancel) =>
        database.Read(tx => tx.SecurityKeys.Of(caller.UserId!), cancel);

    /// <summary>One key of one's own.</summary>
    public Task<SecurityKey?> Find(Caller caller, string keyId, CancellationToken cancel) =>
        database.Read(tx => tx.SecurityKeys.FindOf(caller.UserId!, keyId), cancel);

    private static async Task<RenamedKey> Act(Transaction tx, string keyId, string name)
    {
        var user = (await tx.Users.Lock(tx.Caller.UserId!))!;
        var keys = await tx.SecurityKeys.Of(user.Id);
        if (keys.FirstOrDefault(key => key.Id == keyId) is not { } key || !await tx.Sessions.CallersIsRunning())
            return RenamedKey.NotFound;
        if (key.Name == name)
            return RenamedKey.Unchanged;
        if (FactorName.IsTaken(name, keys.Where(other => other.Id != keyId).Select(other => other.Name)))
            return RenamedKey.Taken;
        await tx.SecurityKeys.Rename(user.Id, keyId, name);
        tx.Audit(
            AuditEvent
                .Of(AuditAction.SecurityKeyRenamed, user.AccountId, user.Id, user.Login)
                .With("key", keyId)
                .With("from", key.Name)
                .With("to", name)
        );
        return RenamedKey.Done;
    }
}

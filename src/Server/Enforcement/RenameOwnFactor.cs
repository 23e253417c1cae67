using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Storage;

namespace Sallyport.Server.Enforcement;

/// <summary>What came of a new name.</summary>
public enum RenamedFactor
{
    Done,
    Unchanged,

    /// <summary>Empty, above 64 signs, or with signs that cannot be seen.</summary>
    Malformed,
    Taken,
    NotFound,
}

/// <summary>Gives one's own app or key another name, unlike those of one's others of the same kind (APP-9, KEY-2).</summary>
public sealed class RenameOwnFactor(Database database)
{
    public Task<RenamedFactor> Rename(Caller caller, Method kind, string id, string typed, CancellationToken cancel) =>
        FactorName.Clean(typed) is { } name
            ? database.Write(caller, tx => Act(tx, kind, id, name), cancel)
            : Task.FromResult(RenamedFactor.Malformed);

    private static async Task<RenamedFactor> Act(Transaction tx, Method kind, string id, string name)
    {
        var user = (await tx.Users.Lock(tx.Caller.UserId!))!;
        var factors = await OwnFactor.Of(tx, user.Id, kind);
        if (factors.FirstOrDefault(one => one.Id == id) is not { } factor || !await tx.Sessions.CallersIsRunning())
            return RenamedFactor.NotFound;
        if (factor.Name == name)
            return RenamedFactor.Unchanged;
        if (FactorName.IsTaken(name, factors.Where(other => other.Id != id).Select(other => other.Name)))
            return RenamedFactor.Taken;
        await factor.Rename(tx, user.Id, name);
        tx.Audit(factor.Renaming(user).With("from", factor.Name).With("to", name));
        return RenamedFactor.Done;
    }
}

using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>What came of a new name.</summary>
public enum RenamedApp
{
    Done,
    Unchanged,

    /// <summary>Empty, above 64 signs, or with signs that cannot be seen.</summary>
    Malformed,
    Taken,
    NotFound,
}

/// <summary>Gives one's own app another name, unlike those of one's other apps (APP-9).</summary>
public sealed class RenameAuthenticatorApp(Database database)
{
    public Task<RenamedApp> Rename(Caller caller, string appId, string typed, CancellationToken cancel) =>
        FactorName.Clean(typed) is { } name
            ? database.Write(caller, tx => Act(tx, appId, name), cancel)
            : Task.FromResult(RenamedApp.Malformed);

    /// <summary>One app of one's own.</summary>
    public Task<AuthenticatorApp?> Find(Caller caller, string appId, CancellationToken cancel) =>
        database.Read(tx => tx.Apps.FindOf(caller.UserId!, appId), cancel);

    private static async Task<RenamedApp> Act(Transaction tx, string appId, string name)
    {
        var user = (await tx.Users.Lock(tx.Caller.UserId!))!;
        var apps = await tx.Apps.Of(user.Id);
        if (apps.FirstOrDefault(app => app.Id == appId) is not { } app)
            return RenamedApp.NotFound;
        if (app.Name == name)
            return RenamedApp.Unchanged;
        if (FactorName.IsTaken(name, apps.Where(other => other.Id != appId).Select(other => other.Name)))
            return RenamedApp.Taken;
        await tx.Apps.Rename(user.Id, appId, name);
        tx.Audit(
            AuditEvent
                .Of(AuditAction.AppRenamed, user.AccountId, user.Id, user.Login)
                .With("app", appId)
                .With("from", app.Name)
                .With("to", name)
        );
        return RenamedApp.Done;
    }
}

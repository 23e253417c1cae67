using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Enforcement;
using Sallyport.Core.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.Enforcement;

/// <summary>An app or a key of a person, as far as both are handled alike: it has a name, and it can be taken away.</summary>
/// <param name="Kind">Which of both.</param>
/// <param name="Id">Of its row.</param>
/// <param name="Name">Unlike those of the person's others of this kind.</param>
/// <param name="IsOnTrial">No factor yet: it has opened nothing.</param>
internal sealed record OwnFactor(Method Kind, string Id, string Name, bool IsOnTrial)
{
    public static async Task<IReadOnlyList<OwnFactor>> Of(Transaction tx, string userId, Method kind) =>
        kind switch
        {
            Method.App => [.. (await tx.Apps.Of(userId)).Select(app => new OwnFactor(kind, app.Id, app.Name, app.IsOnTrial))],
            Method.SecurityKey =>
            [
                .. (await tx.SecurityKeys.Of(userId)).Select(key => new OwnFactor(kind, key.Id, key.Name, IsOnTrial: false)),
            ],
        };

    public MailKind RemovalMail => Kind == Method.App ? MailKind.AppRemoved : MailKind.SecurityKeyRemoved;

    public AuditEvent Removal(User user) =>
        About(user, Kind == Method.App ? AuditAction.AppRemoved : AuditAction.SecurityKeyRemoved);

    public AuditEvent Renaming(User user) =>
        About(user, Kind == Method.App ? AuditAction.AppRenamed : AuditAction.SecurityKeyRenamed);

    /// <summary>What is left without it.</summary>
    public Factors TakenFrom(Factors factors) =>
        IsOnTrial ? factors
        : Kind == Method.App ? factors with { Apps = factors.Apps - 1 }
        : factors with { SecurityKeys = factors.SecurityKeys - 1 };

    public Task<int> Rename(Transaction tx, string userId, string name) =>
        Kind == Method.App ? tx.Apps.Rename(userId, Id, name) : tx.SecurityKeys.Rename(userId, Id, name);

    public async Task Remove(Transaction tx, string userId)
    {
        if (Kind == Method.SecurityKey)
        {
            await tx.SecurityKeys.Remove(userId, Id);
            return;
        }
        // A set-up that was to replace it.
        await tx.AppSetups.CancelOf(userId);
        await tx.Apps.Remove(userId, Id);
    }

    private AuditEvent About(User user, AuditAction action) =>
        AuditEvent.Of(action, user.AccountId, user.Id, user.Login).With(Kind == Method.App ? "app" : "key", Id);
}

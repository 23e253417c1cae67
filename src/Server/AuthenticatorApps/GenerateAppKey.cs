using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Accounts;
using Sallyport.Server.Notifications;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>What came of "Generate".</summary>
public abstract record GeneratedKey
{
    private GeneratedKey() { }

    /// <param name="Key">In the clear for this one answer: closing the window hides it for good.</param>
    /// <param name="ShowHex">The account's people type seeds in hex (<c>showHexSeed</c>).</param>
    public sealed record Done(SetupKey Key, bool ShowHex) : GeneratedKey;

    /// <summary>This user's apps count by their first code, or not at all.</summary>
    public sealed record NotOnTrial : GeneratedKey;

    public sealed record TooMany : GeneratedKey;

    public sealed record NotFound : GeneratedKey;
}

/// <summary>Hands out an app on trial: configured, not required, and no factor until it has signed in once (APP-7).</summary>
public sealed class GenerateAppKey(Database database, QueueMail mail)
{
    /// <param name="caller">The user, or an administrator for the user (APP-8).</param>
    /// <param name="userId">Whose.</param>
    /// <param name="replaceId">The token whose seed is reset, dead from now on; empty: none but one that is still on trial.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="cancel">Stops waiting.</param>
    public Task<GeneratedKey> Generate(Caller caller, string userId, string replaceId, string name, CancellationToken cancel) =>
        database.Write(caller, tx => Act(tx, userId, replaceId, name), cancel);

    private async Task<GeneratedKey> Act(Transaction tx, string userId, string replaceId, string name)
    {
        if (await FactorOwner.Lock(tx, userId) is not { } owner)
            return new GeneratedKey.NotFound();
        if (owner.MustVerify || !owner.MayHaveApp)
            return new GeneratedKey.NotOnTrial();
        var replaced = replaceId.Length > 0 ? await tx.Apps.FindOf(userId, replaceId) : null;
        await tx.AppSetups.CancelOf(userId);
        await tx.Apps.RemoveTrials(userId);
        if (replaced is { IsOnTrial: false })
            await RemoveFactor(tx, owner, replaced);
        var others = await tx.Apps.Of(userId);
        if (others.Count >= AppRule.MostApps)
            return new GeneratedKey.TooMany();
        var seed = Totp.NewSeed(tx.Random);
        var app = NewApp(tx, userId, FactorName.Free(replaced?.Name ?? name, [.. others.Select(other => other.Name)]), seed);
        await tx.Apps.Add(app);
        await Tell(tx, owner, app, replaced);
        return new GeneratedKey.Done(owner.KeyOf(seed), owner.Policy.ShowHexSeed);
    }

    // The session stays, and so does what is asked of the user (APP-8); codes die with the last factor (ALWAYS-1).
    private static async Task RemoveFactor(Transaction tx, FactorOwner owner, AuthenticatorApp replaced)
    {
        await tx.Apps.Remove(owner.User.Id, replaced.Id);
        if (!(await tx.Factors.Of(owner.User.Id)).MfaOn)
            await tx.Recovery.RemoveAll(owner.User.Id);
        await owner.EndWhatItOpened(tx);
    }

    private static AuthenticatorApp NewApp(Transaction tx, string userId, string name, Secret seed)
    {
        var id = tx.Random.Id();
        return new AuthenticatorApp
        {
            Id = id,
            UserId = userId,
            Name = name,
            SealedSeed = tx.Sealer.Seal(seed.Reveal(), SeedPlace.OfApp(id)),
            CreatedAt = tx.Now,
        };
    }

    private async Task Tell(Transaction tx, FactorOwner owner, AuthenticatorApp app, AuthenticatorApp? replaced)
    {
        var isChange = replaced is { IsOnTrial: false };
        var seen = AuditEvent
            .Of(AuditAction.AppGenerated, owner.Account.Id, owner.User.Id, owner.User.Login)
            .With("app", app.Id)
            .With("name", app.Name);
        tx.Audit(replaced is null ? seen : seen.With("replaces", replaced.Id));
        // A token on trial is no factor yet and changes nothing; its owner hears of it from the first code on, or when somebody else made it.
        if (isChange || !owner.IsCaller)
            await mail.Queue(
                tx,
                isChange ? MailKind.AppReplaced : MailKind.AppAdded,
                owner.User,
                owner.Account,
                new MailFacts { What = app.Name }
            );
    }
}

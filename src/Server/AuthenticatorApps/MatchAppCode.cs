using System.Security.Cryptography;
using Sallyport.Core.Audit;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.Notifications;
using Sallyport.Server.Notifications;
using Sallyport.Storage;
using Sallyport.Storage.Seal;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>What a typed code was found to be.</summary>
public abstract record AppCodeAnswer
{
    private AppCodeAnswer() { }

    /// <summary>Right, and spent by this request.</summary>
    public sealed record Accepted(AuthenticatorApp App) : AppCodeAnswer;

    /// <summary>Right, but its step was spent before: refused, and no guess.</summary>
    public sealed record AlreadyUsed : AppCodeAnswer;

    public sealed record Wrong : AppCodeAnswer;

    /// <summary>This node's clock differs too much from the database's: nothing was checked, and it is no guess.</summary>
    public sealed record ClockWrong : AppCodeAnswer;
}

/// <summary>Finds the app whose code was typed and spends the code's step.</summary>
public sealed class MatchAppCode(Database database, QueueMail mail)
{
    /// <summary>Every app of the user is tried. A trial that passes becomes a factor by it.</summary>
    public async Task<AppCodeAnswer> Spend(Transaction tx, string userId, TypedCode code)
    {
        if (!database.Offset.MayCheckCodes)
            return new AppCodeAnswer.ClockWrong();
        AppCodeAnswer answer = new AppCodeAnswer.Wrong();
        foreach (var app in await tx.Apps.Of(userId))
        {
            if (Match(tx.Sealer, app, code, tx.Now) is not { } step)
                continue;
            if (!await tx.Apps.SpendStep(app.Id, step, tx.Now))
            {
                answer = new AppCodeAnswer.AlreadyUsed();
                continue;
            }
            if (app.IsOnTrial)
                await TellProved(tx, app);
            return new AppCodeAnswer.Accepted(app);
        }
        return answer;
    }

    private static long? Match(Sealer sealer, AuthenticatorApp app, TypedCode code, DateTimeOffset now)
    {
        var seed = sealer.Open(app.SealedSeed, SeedPlace.OfApp(app.Id));
        try
        {
            return Totp.Match(seed, code, now);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    private async Task TellProved(Transaction tx, AuthenticatorApp app)
    {
        var user = (await tx.Users.Find(app.UserId))!;
        var account = (await tx.Accounts.Find(user.AccountId))!;
        await tx.KnownBrowsers.EndTrust(user.Id);
        await tx.Users.EndApiPassword(user.Id, tx.Now);
        tx.Audit(
            AuditEvent.Of(AuditAction.AppProved, account.Id, user.Id, user.Login).With("app", app.Id).With("name", app.Name)
        );
        await mail.Queue(tx, MailKind.AppAdded, user, account, new MailFacts { What = app.Name });
    }
}

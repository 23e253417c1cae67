using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Server.SignIn.Attempts;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>
/// "Forgot your password?": mails a link to whoever has that name, and answers alike for all (SIGN-15). Strangers share one allowance, and each browser that has signed
/// the user in has its own: what strangers use up, the user still has.
/// </summary>
public sealed class AskForPasswordLink(Database database, AttemptLimits limits, MailPasswordLink link)
{
    // More than these would be somebody else's mischief in the person's mailbox.
    private const int MostAnHour = 3;
    private const int MostADay = 10;

    // No browser's id: those are digests.
    private const string Strangers = "strangers";

    /// <returns>When to come back where this address asked too often; null in every other case, whatever came of it.</returns>
    public Task<DateTimeOffset?> Ask(string typed, Account? page, Caller caller, string? browserId, CancellationToken cancel) =>
        database.Write(
            caller,
            async tx =>
            {
                var user = await Lock(tx, await FindSigner.Find(tx, typed, page));
                var allowance = await AllowanceOf(tx, user, browserId);
                var until = await limits.ReserveMail(tx, isKnown: allowance != Strangers);
                var reason = until is null ? await ReasonToRefuse(tx, user, allowance) : AttemptRefusals.FromAddress;
                if (reason is null)
                    await link.SendOnRequest(tx, user!, (await tx.Accounts.Find(user!.AccountId))!, allowance);
                else
                    await Pretend(tx);
                // What the address's budget refuses costs no row.
                if (until is not null)
                    limits.CountRefusalOfAddress(tx);
                else
                    tx.Audit(reason is null ? About(user, page) : About(user, page).Refused(reason));
                return until;
            },
            cancel
        );

    // Before anything is counted: of many who ask at once, each counts those before it. A row that nobody has is asked for too, so that unknown names cost the same.
    private static Task<User?> Lock(Transaction tx, User? user) => tx.Users.Lock(user?.Id ?? "");

    private static async Task<string> AllowanceOf(Transaction tx, User? user, string? browserId) =>
        browserId is not null && await tx.KnownBrowsers.Knows(browserId, user?.Id ?? "") ? browserId : Strangers;

    private static async Task<string?> ReasonToRefuse(Transaction tx, User? user, string allowance)
    {
        // Counted for nobody too, so that unknown names cost the same.
        var hour = await tx.Links.CountSince(user?.Id ?? "", allowance, tx.Now - TimeSpan.FromHours(1));
        var day = await tx.Links.CountSince(user?.Id ?? "", allowance, tx.Now - TimeSpan.FromDays(1));
        return user is null ? "unknown_user"
            : user.FrozenFrom is not null ? "frozen_from_former_address"
            : !user.MayChoosePassword ? Words.Snake(user.Status)
            : !user.IsOpen(Door.Portal) ? "door_closed"
            : hour >= MostAnHour || day >= MostADay ? "too_many"
            : null;
    }

    // As many statements as a link takes, over rows that nobody has: how long the answer takes tells nothing.
    private static async Task Pretend(Transaction tx)
    {
        await tx.Accounts.Find("");
        await tx.Links.EndOf("", tx.Now);
        await tx.Outbox.GiveUp("", "");
    }

    private static AuditEvent About(User? user, Account? page) =>
        AuditEvent.Of(AuditAction.PasswordResetAsked, user?.AccountId ?? page?.Id, user?.Id ?? "", user?.Login ?? "");
}

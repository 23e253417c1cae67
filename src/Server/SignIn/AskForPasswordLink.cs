using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>"Forgot your password?": mails a link to whoever has that name, and answers alike for all (SIGN-15).</summary>
public sealed class AskForPasswordLink(Database database, AttemptLimits limits, MailPasswordLink link)
{
    // More than these would be somebody else's mischief in the person's mailbox.
    private const int MostAnHour = 3;
    private const int MostADay = 10;

    /// <returns>When to come back where this address asked too often; null in every other case, whatever came of it.</returns>
    public Task<DateTimeOffset?> Ask(string typed, Account? page, Caller caller, CancellationToken cancel) =>
        database.Write(
            caller,
            async tx =>
            {
                var until = await limits.ReserveMail(tx);
                var user = until is null ? await FindSigner.Find(tx, typed, page) : null;
                var what = AuditEvent.Of(
                    AuditAction.PasswordResetAsked,
                    user?.AccountId ?? page?.Id,
                    user?.Id ?? "",
                    user?.Login ?? ""
                );
                var reason = until is null ? await ReasonToRefuse(tx, user) : "too_many_from_address";
                if (reason is null)
                    await link.Send(tx, user!, (await tx.Accounts.Find(user!.AccountId))!);
                else
                    await Pretend(tx);
                tx.Audit(reason is null ? what : what.Refused(reason));
                return until;
            },
            cancel
        );

    private static async Task<string?> ReasonToRefuse(Transaction tx, User? user)
    {
        // Counted for nobody too, so that unknown names cost the same.
        var hour = await tx.Links.CountSince(user?.Id ?? "", tx.Now - TimeSpan.FromHours(1));
        var day = await tx.Links.CountSince(user?.Id ?? "", tx.Now - TimeSpan.FromDays(1));
        return user is null ? "unknown_user"
            : !user.MaySignIn ? Words.Snake(user.Status)
            : !user.IsOpen(Door.Portal) ? "door_closed"
            : hour >= MostAnHour || day >= MostADay ? "too_many"
            : null;
    }

    // As many statements as a link takes, over rows that nobody has: how long the answer takes tells nothing.
    private static async Task Pretend(Transaction tx)
    {
        await tx.Accounts.Find("");
        await tx.Links.EndOf("", tx.Now);
        await tx.Links.EndOf("", tx.Now);
        await tx.Outbox.GiveUp("", "");
    }
}

using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>Whoever has just chosen a password on a page that a one-time link opened need not type it again: one factor is proved by it, no more.</summary>
public sealed class SignInAfterSetUp(
    Database database,
    OpenSession sessions,
    SessionCookies cookies,
    StepAnswers answers,
    Current current
)
{
    /// <summary>Where to go. Only for users without a factor: who has one proves it at the sign-in page.</summary>
    public async Task<string> Open(HttpContext context, User user, CancellationToken cancel)
    {
        var arrival = new Arrival(current.Host, ReturnAddress.Home, cookies.BrowserId(context.Request));
        var opened = await database.Write(current.Caller, tx => Open(tx, user.Id, arrival), cancel);
        return opened is null ? "/sign-in" : answers.NextPage(context.Response, new SignInAnswer.Opened(opened))!;
    }

    private async Task<OpenedSession?> Open(Transaction tx, string userId, Arrival arrival)
    {
        var user = (await tx.Users.Lock(userId))!;
        if (!user.MaySignIn || !user.IsOpen(Door.Portal) || (await tx.Factors.Of(userId)).MfaOn)
            return null;
        return await sessions.Open(tx, user, (await tx.Accounts.Find(user.AccountId))!, SignInMethods.Password, arrival);
    }
}

using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.ForwardAuth;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.ForwardAuth;

/// <summary>What came of asking for a code.</summary>
public abstract record GivenCode
{
    private GivenCode() { }

    public sealed record Done(string Code) : GivenCode;

    /// <summary>The application is another account's.</summary>
    public sealed record OtherAccount : GivenCode;

    /// <summary>Nothing is registered there.</summary>
    public sealed record NotRegistered : GivenCode;
}

/// <summary>A session that reached the host of an application.</summary>
/// <param name="Token">For the cookie there; kept nowhere else.</param>
/// <param name="ReturnTo">The whole address that was asked for.</param>
public sealed record CarriedSession(string Token, string ReturnTo);

/// <summary>Carries a session to the host of an application: a one-time code there, a cookie of its own for it.</summary>
public sealed class CarrySession(Database database, Settings settings)
{
    /// <param name="caller">Whose session, with nothing left to do first.</param>
    /// <param name="to">The page of the application.</param>
    /// <param name="starterDigest">Of the browser that began there.</param>
    /// <param name="cancel">Stops waiting for the database.</param>
    public Task<GivenCode> GiveCode(Caller caller, ApplicationAddress to, string starterDigest, CancellationToken cancel) =>
        database.Write(caller, tx => GiveCode(tx, to, starterDigest), cancel);

    /// <summary>Null where the code is spent, over, of another host, or was asked for in another browser.</summary>
    public Task<CarriedSession?> Accept(Origin origin, string code, string host, string starter, CancellationToken cancel) =>
        database.Write(Caller.Anonymous(origin), tx => Accept(tx, TokenDigest.Of(code), host, TokenDigest.Of(starter)), cancel);

    private async Task<GivenCode> GiveCode(Transaction tx, ApplicationAddress to, string starterDigest)
    {
        if (
            await tx.Applications.FindByHost(to.Host.Name) is not { } application
            || !application.Admits(to, allowsPlainHttp: !settings.IsHttps)
        )
            return new GivenCode.NotRegistered();
        if (application.AccountId != tx.Caller.AccountId)
            return new GivenCode.OtherAccount();
        var code = tx.Random.Token();
        await tx.Forward.AddCode(
            new ForwardCode
            {
                Digest = TokenDigest.Of(code),
                SessionId = tx.Caller.SessionId!,
                Host = application.Host,
                StarterDigest = starterDigest,
                ReturnTo = to.ToString(),
                EndsAt = tx.Now + ForwardCode.Life,
            }
        );
        return new GivenCode.Done(code);
    }

    private static async Task<CarriedSession?> Accept(Transaction tx, string digest, string host, string starterDigest)
    {
        if (await tx.Forward.SpendCode(digest) is not { } code || !code.IsFor(host, starterDigest, tx.Now))
            return null;
        var token = tx.Random.Token();
        await tx.Forward.Open(TokenDigest.Of(token), code.SessionId, host, tx.Now);
        // Whether the session may still pass is asked at every request; an application that was removed meanwhile has none.
        if (await tx.Forward.FindSession(TokenDigest.Of(token), host) is not { } session)
            return null;
        var user = (await tx.Users.Find(session.UserId))!;
        tx.Audit(
            AuditEvent
                .Of(AuditAction.ApplicationEntered, session.AccountId, user.Id, user.Login)
                .With("application", host)
                .With("session", session.Id)
        );
        return new CarriedSession(token, code.ReturnTo);
    }
}

using Sallyport.Core.Common;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>
/// A session that has proved more goes on under a new secret: after the first factor, another factor, a fresh proof, a new password (ASVS 7.2.4). The old secret is dead at
/// once, so that a copy of it is worth nothing. A request of the same browser that was under way with the old one is sent to the sign-in page, which sends whoever has the
/// new one on to where they were going; nothing on that way takes the new cookie away.
/// </summary>
public sealed class RaiseSession(CookieNames names)
{
    /// <summary>In the transaction that saw the proof. The answer is the new secret, for <see cref="Give"/>.</summary>
    public static async Task<string> Proved(Transaction tx)
    {
        await tx.Sessions.Prove(tx.Caller.SessionId!, tx.Now);
        return await Renew(tx);
    }

    /// <summary>A new secret alone: what was given is no fresh proof of a factor.</summary>
    public static async Task<string> Renew(Transaction tx)
    {
        var token = tx.Random.Token();
        await tx.Sessions.Renew(tx.Caller.SessionId!, TokenDigest.Of(token));
        return token;
    }

    public void Give(HttpResponse response, string token) => response.Cookies.Append(names.Session, token, names.ForSession());
}

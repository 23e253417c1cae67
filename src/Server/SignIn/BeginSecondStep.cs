using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>Keeps a half sign-in apart from sessions: another table, another cookie, no rights (Zitadel CVE-2025-64103).</summary>
public sealed class BeginSecondStep
{
    /// <summary>The token for its cookie.</summary>
    public async Task<string> Begin(Transaction tx, User user, Arrival arrival)
    {
        var token = tx.Random.Token();
        await tx.PendingSignIns.Add(
            new PendingSignIn
            {
                Id = tx.Random.Id(),
                TokenDigest = TokenDigest.Of(token),
                UserId = user.Id,
                AccountId = user.AccountId,
                ReturnTo = arrival.ReturnTo,
                Host = arrival.Host,
                CreatedAt = tx.Now,
            }
        );
        return token;
    }
}

using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>A half sign-in that has just begun.</summary>
/// <param name="Id">Stands in the address of its page, so that each tab goes on with its own. It opens nothing.</param>
/// <param name="Token">For its cookie.</param>
public sealed record BegunStep(string Id, string Token);

/// <summary>Keeps a half sign-in apart from sessions: another table, another cookie, no rights (Zitadel CVE-2025-64103).</summary>
public sealed class BeginSecondStep
{
    public async Task<BegunStep> Begin(Transaction tx, User user, Arrival arrival)
    {
        var (id, token) = (tx.Random.Id(), tx.Random.Token());
        await tx.PendingSignIns.Add(
            new PendingSignIn
            {
                Id = id,
                TokenDigest = TokenDigest.Of(token),
                UserId = user.Id,
                AccountId = user.AccountId,
                ReturnTo = arrival.ReturnTo,
                Host = arrival.Host,
                CreatedAt = tx.Now,
            }
        );
        return new BegunStep(id, token);
    }
}

using System.Security.Cryptography;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.Notifications;
using Sallyport.Core.SecurityKeys;
using Sallyport.Server.Notifications;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SecurityKeys;

/// <summary>What a key's answer was found to be.</summary>
public abstract record KeyAnswer
{
    private KeyAnswer() { }

    /// <param name="Key">As it was before this use.</param>
    /// <param name="UserVerified">It checked who holds it.</param>
    public sealed record Accepted(SecurityKey Key, bool UserVerified) : KeyAnswer;

    /// <param name="Reason">For the audit trail. The person is told one thing, whichever check failed (W-A10).</param>
    public sealed record Refused(string Reason) : KeyAnswer;
}

/// <summary>Checks what a key answered to a question, and notes its use.</summary>
public sealed class CheckKeyAnswer(QueueMail mail)
{
    /// <summary>Of a credential that nobody has: its answer costs the same work as any other.</summary>
    private static readonly byte[] NobodysKey = NewKey();

    /// <summary>Of a user who is known: the key has to be one of that user's.</summary>
    /// <param name="tx">The transaction in which the question was spent; the user is locked in it.</param>
    /// <param name="user">Who is to answer.</param>
    /// <param name="account">The user's.</param>
    /// <param name="policy">The account's.</param>
    /// <param name="challenge">The question; null where it has run out, was answered, or was never asked here.</param>
    /// <param name="answer">What the browser sent.</param>
    public async Task<KeyAnswer> Check(
        Transaction tx,
        User user,
        Account account,
        Policy policy,
        Challenge? challenge,
        string answer
    )
    {
        if (challenge is null || challenge.UserId != user.Id)
            return new KeyAnswer.Refused("no_question");
        if (AssertionResponse.Parse(answer) is not { } response)
            return new KeyAnswer.Refused(Words.Snake(CeremonyCheck.Input));
        var key = await tx.SecurityKeys.FindByCredential(response.CredentialId);
        var owned = key?.UserId == user.Id ? key : null;
        var ceremony = CeremonyOf(tx, challenge, policy.RequiresUserVerification);
        return await Verify(tx, ceremony, response, owned, isNamed: true, user, account);
    }

    /// <summary>Of whoever holds a passkey: it has to say whose it is, and to check who holds it.</summary>
    /// <param name="tx">The transaction in which the question was spent.</param>
    /// <param name="challenge">The question.</param>
    /// <param name="response">What the browser sent.</param>
    /// <param name="key">The passkey; null where nobody has it.</param>
    /// <param name="owner">Its owner, locked, and the owner's account; null likewise.</param>
    public Task<KeyAnswer> CheckPasskey(
        Transaction tx,
        Challenge challenge,
        AssertionResponse response,
        SecurityKey? key,
        (User User, Account Account)? owner
    ) => Verify(tx, CeremonyOf(tx, challenge, true), response, key, isNamed: false, owner?.User, owner?.Account);

    private static Ceremony CeremonyOf(Transaction tx, Challenge challenge, bool requiresVerification) =>
        new(challenge.RpId, [challenge.Origin], TopOrigins: [], challenge.Bytes, requiresVerification, tx.Now)
        {
            Ed25519 = Sodium.Ed25519,
        };

    private async Task<KeyAnswer> Verify(
        Transaction tx,
        Ceremony ceremony,
        AssertionResponse response,
        SecurityKey? key,
        bool isNamed,
        User? user,
        Account? account
    )
    {
        var publicKey = key is null ? NobodysKey : tx.SecurityKeys.PublicKeyOf(key);
        if (publicKey is null)
            return Altered(tx, key!, user!);
        var handle = await tx.UserHandles.Find(key?.UserId ?? "");
        var stored = new StoredCredential(
            response.CredentialId,
            publicKey,
            key?.SignCount ?? 0,
            key?.BackupEligible ?? false,
            handle
        );
        var found = Assertion.Verify(ceremony, response, stored, isNamed);
        if (key is null || key.RpId != ceremony.RpId)
            return new KeyAnswer.Refused("unknown_key");
        return found switch
        {
            AssertionAnswer.Accepted accepted => await Use(tx, key, accepted),
            AssertionAnswer.Refused refused => await Refuse(tx, key, refused.Check, user!, account!),
            _ => throw new System.Diagnostics.UnreachableException("The family is closed."),
        };
    }

    private static KeyAnswer.Refused Altered(Transaction tx, SecurityKey key, User user)
    {
        tx.Audit(
            AuditEvent
                .Of(AuditAction.SecurityKeyAltered, user.AccountId, user.Id, user.Login)
                .With("key", key.Id)
                .With("name", key.Name)
        );
        return new KeyAnswer.Refused("altered");
    }

    // Compare and set (W-A9): of two answers that were checked over the same counter one counts.
    private static async Task<KeyAnswer> Use(Transaction tx, SecurityKey key, AssertionAnswer.Accepted accepted) =>
        await tx.SecurityKeys.Use(key.Id, new(key.SignCount, accepted.SignCount, accepted.BackedUp, accepted.UserVerified))
            ? new KeyAnswer.Accepted(key, accepted.UserVerified)
            : new KeyAnswer.Refused(Words.Snake(CeremonyCheck.Counter));

    // A right signature with a counter that went back: somebody may have a copy of the key (KEY-6).
    private async Task<KeyAnswer> Refuse(Transaction tx, SecurityKey key, CeremonyCheck check, User user, Account account)
    {
        if (check == CeremonyCheck.Counter)
            await mail.Queue(tx, MailKind.SecurityKeyCopied, user, account, new MailFacts { What = key.Name });
        return new KeyAnswer.Refused(Words.Snake(check));
    }

    private static byte[] NewKey()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = pair.ExportParameters(false).Q;
        // COSE (RFC 9053, 7.1.1): {1: 2, 3: -7, -1: 1, -2: x, -3: y}
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
    }
}

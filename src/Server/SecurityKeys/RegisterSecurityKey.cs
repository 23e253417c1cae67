using System.Diagnostics;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.Notifications;
using Sallyport.Core.SecurityKeys;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Server.Notifications;
using Sallyport.Server.RecoveryCodes;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SecurityKeys;

/// <summary>Makes a key count, by its answer to the one question that it was asked (KEY-1). From then on it is a factor, and codes count with it.</summary>
public sealed class RegisterSecurityKey(
    Database database,
    PrepareRecoveryCodes prepare,
    HandOutCodes codes,
    KeyModels models,
    QueueMail mail
)
{
    public async Task<RegisteredKey> Register(Caller caller, NewSecurityKey asked, CancellationToken cancel)
    {
        var name = FactorName.Clean(asked.Name);
        if (name is null && !string.IsNullOrWhiteSpace(asked.Name))
            return new RegisteredKey.NameMalformed();
        // Hashing comes before the transaction, so that this is looked at twice.
        var kinds = await database.Read(tx => KindsAfter(tx, caller, asked.CeremonyId), cancel);
        return await prepare.Prepare(kinds, cancel) is { } sets
            ? await database.Write(caller, tx => Act(tx, asked, name, sets), cancel)
            : new RegisteredKey.Busy();
    }

    private static async Task<IReadOnlyList<RecoverySetKind>> KindsAfter(Transaction tx, Caller caller, string ceremonyId) =>
        await FactorOwner.Find(tx, caller, caller.UserId!) is { } owner
        && await tx.Challenges.Find(ceremonyId, ChallengePurpose.Registration, caller.SessionId!) is not null
            ? await HandOutCodes.KindsAfter(tx, owner.User.Id, owner.Policy)
            : [];

    private async Task<RegisteredKey> Act(Transaction tx, NewSecurityKey asked, string? name, IReadOnlyList<PreparedSet> sets)
    {
        // W-R19: that the session may still add a factor is asked here, and not where it began.
        if (await FactorOwner.Lock(tx, tx.Caller.UserId!) is not { } owner)
            return new RegisteredKey.NothingPending();
        var keys = await tx.SecurityKeys.Of(owner.User.Id);
        if (name is not null && FactorName.IsTaken(name, keys.Select(key => key.Name)))
            return new RegisteredKey.NameTaken();
        if (!await HandOutCodes.HasSeen(tx, owner.User.Id, asked.CodesShown))
            return new RegisteredKey.OtherCodes();
        // Of all requests with the answer, on all nodes, one goes on from here; whatever comes of it, the question is spent.
        var challenge = await tx.Challenges.Spend(asked.CeremonyId, ChallengePurpose.Registration, tx.Caller.SessionId!);
        if (challenge?.UserId != owner.User.Id || !owner.MayHave(Method.SecurityKey) || keys.Count >= KeyDemand.MostKeys)
            return new RegisteredKey.NothingPending();
        if (RegistrationResponse.Parse(asked.Answer) is not { } response)
            return Refuse(tx, owner, new RegistrationAnswer.Refused(CeremonyCheck.Input));
        return Verify(tx, owner, challenge, response) switch
        {
            RegistrationAnswer.Registered done => await Keep(
                tx,
                owner,
                NewKey(tx, owner, challenge, response, done.Credential, name, keys),
                done.Credential.PublicKey,
                asked,
                sets
            ),
            RegistrationAnswer.Refused refused => Refuse(tx, owner, refused),
            _ => throw new UnreachableException("The family is closed."),
        };
    }

    private RegistrationAnswer Verify(Transaction tx, FactorOwner owner, Challenge challenge, RegistrationResponse response)
    {
        var policy = owner.Policy;
        var ceremony = new Ceremony(
            challenge.RpId,
            [challenge.Origin],
            TopOrigins: [],
            challenge.Bytes,
            policy.RequiresUserVerification,
            tx.Now
        )
        {
            Ed25519 = Sodium.Ed25519,
        };
        return Registration.Verify(ceremony, response, policy.KeyRule, models.Anchors);
    }

    private RegisteredKey.Refused Refuse(Transaction tx, FactorOwner owner, RegistrationAnswer.Refused refused)
    {
        var model = refused.Model is { } id ? KeyModels.IdOf(id) : "";
        tx.Audit(About(owner).With("model", model).Refused(Words.Snake(refused.Check)));
        return new RegisteredKey.Refused(refused.Check, models.NameOf(model) ?? model);
    }

    private SecurityKey NewKey(
        Transaction tx,
        FactorOwner owner,
        Challenge challenge,
        RegistrationResponse response,
        NewCredential credential,
        string? name,
        IReadOnlyList<SecurityKey> others
    )
    {
        var model = KeyModels.IdOf(credential.Aaguid);
        return new SecurityKey
        {
            Id = tx.Random.Id(),
            UserId = owner.User.Id,
            Name = name ?? FactorName.Free(models.SuggestedName(model), [.. others.Select(key => key.Name)]),
            RpId = challenge.RpId,
            CredentialId = credential.CredentialId,
            Algorithm = (int)credential.Algorithm,
            SignCount = credential.SignCount,
            Aaguid = model,
            AttestationFormat = credential.AttestationFormat,
            AttestationVerified = credential.IsAttested,
            Transports = string.Join(',', response.Transports),
            IsPasskey = response.IsDiscoverable,
            BackupEligible = credential.BackupEligible,
            BackedUp = credential.BackedUp,
            UserVerified = credential.UserVerified,
            CreatedAt = tx.Now,
            AttestationObject = credential.AttestationObject,
            ClientData = response.ClientDataJson,
        };
    }

    private async Task<RegisteredKey> Keep(
        Transaction tx,
        FactorOwner owner,
        SecurityKey key,
        byte[] publicKey,
        NewSecurityKey asked,
        IReadOnlyList<PreparedSet> sets
    )
    {
        if (!await tx.SecurityKeys.Add(key, publicKey))
        {
            tx.Audit(About(owner).With("model", key.Aaguid).Refused("known_already"));
            return new RegisteredKey.KnownAlready();
        }
        sets = await codes.Activate(tx, owner.User, sets, asked.CodesSaved);
        var ended = await owner.EndWhatItOpened(tx);
        await tx.Sessions.NoteKey(tx.Caller.SessionId!, SignInMethods.Key(key.BackupEligible, key.UserVerified));
        var token = await owner.FreeSession(tx);
        tx.Audit(
            About(owner)
                .With("key", key.Id)
                .With("name", key.Name)
                .With("model", key.Aaguid)
                .With("format", key.AttestationFormat)
                .With("attested", key.AttestationVerified ? "yes" : "no")
                .With("relyingParty", key.RpId)
                .With("sessionsEnded", $"{ended}")
        );
        await mail.Queue(tx, MailKind.SecurityKeyAdded, owner.User, owner.Account, new MailFacts { What = key.Name });
        return new RegisteredKey.Done(key, ended, sets, token!);
    }

    private static AuditEvent About(FactorOwner owner) =>
        AuditEvent.Of(AuditAction.SecurityKeyAdded, owner.Account.Id, owner.User.Id, owner.User.Login);
}

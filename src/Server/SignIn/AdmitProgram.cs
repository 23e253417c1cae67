using System.Data.Common;
using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.ApiKeys;
using Sallyport.Storage;
using Sallyport.Storage.Budgets;

namespace Sallyport.Server.SignIn;

/// <summary>The lock behind every HTTP door for programs: keys, sessions for programs, and passwords where they still open one (APIKEY-6, APIKEY-11).</summary>
public sealed class AdmitProgram(
    CheckApiKey keys,
    CheckPasswordOnApi passwords,
    ReadSession sessions,
    Database database,
    ILogger<AdmitProgram> log
)
{
    /// <summary>The header cannot be read, or there are two.</summary>
    public const string Unreadable = "authorization_unreadable";

    /// <summary>Basic: the name before the key is not that key's id.</summary>
    public const string OtherKeyId = "key_id_wrong";

    /// <summary>Nobody's, wrong, or opening nothing here: the audit trail has the reason.</summary>
    public const string CredentialsWrong = "credentials_wrong";

    public const string SessionEnded = "session_ended";

    /// <param name="credential">What was shown.</param>
    /// <param name="origin">From where, with the door that is asked to open.</param>
    /// <param name="access">What a key must open.</param>
    /// <param name="permission">What the user, and the key, must be allowed; null: nothing in particular.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<AdmittedProgram> Admit(
        PresentedCredential credential,
        Origin origin,
        string access,
        Permission? permission,
        CancellationToken cancel
    )
    {
        try
        {
            return credential switch
            {
                PresentedCredential.Nothing => new AdmittedProgram.Nobody(),
                PresentedCredential.Key key => ByKey(
                    await Check(key, new KeyQuestion(origin.Door, access, permission, AddressOf(origin)), cancel),
                    key.Id,
                    origin
                ),
                PresentedCredential.Bearer bearer => await ByBearer(bearer.Token, origin, permission, cancel),
                PresentedCredential.NameAndPassword typed => await ByPassword(typed, origin, permission, cancel),
                _ => new AdmittedProgram.Refused(Unreadable, IsForbidden: false),
            };
        }
        catch (DbException fault)
        {
            log.LogError(fault, "The database did not answer; request {RequestId} was let in nowhere.", origin.RequestId);
            return new AdmittedProgram.Away();
        }
    }

    private ValueTask<CheckedKey> Check(PresentedCredential.Key key, in KeyQuestion question, CancellationToken cancel) =>
        keys.Check(key.Text, question, cancel);

    private static IPAddress? AddressOf(Origin origin) => IPAddress.TryParse(origin.Address, out var ip) ? ip : null;

    private static AdmittedProgram ByKey(CheckedKey found, string? id, Origin origin)
    {
        if (WhyNot(found, id) is { } refused)
            return refused;
        DatabaseBudget.Current?.Know();
        return new AdmittedProgram.ByKey(found, CallerOf(found, origin));
    }

    /// <summary>Null: the key passes.</summary>
    /// <param name="found">What its check said.</param>
    /// <param name="id">The name that stood before it (Basic); null where there was none.</param>
    public static AdmittedProgram? WhyNot(in CheckedKey found, string? id) =>
        found.Verdict switch
        {
            KeyVerdict.Away => new AdmittedProgram.Away(),
            KeyVerdict.TooMany => new AdmittedProgram.TooMany(found.RetryAt),
            KeyVerdict.Refused => new AdmittedProgram.Refused(
                Words.Snake(found.Refusal!.Value),
                found.Refusal.Value.IsForbidden()
            ),
            KeyVerdict.Passed => id is null || id == KeyId.Write(found.Number)
                ? null
                : new AdmittedProgram.Refused(OtherKeyId, IsForbidden: false),
        };

    // An operator's key administers the operator's account, and nothing above it.
    private static Caller CallerOf(CheckedKey found, Origin origin) =>
        new()
        {
            Origin = origin,
            UserId = found.User!.Id,
            AccountId = found.User.AccountId,
            KeyNumber = found.Number,
            Name = found.User.Login,
            Permissions = found.User.Permissions.Where(found.May).ToHashSet(),
        };

    private async Task<AdmittedProgram> ByBearer(Secret token, Origin origin, Permission? permission, CancellationToken cancel)
    {
        using var budget = database.Allow(DatabaseWork.Check);
        return await sessions.Read(token.RevealText(), Door.Api, origin, cancel) is { } person
            ? IfAllowed(new AdmittedProgram.ByBearer(person), person.Caller, permission)
            : new AdmittedProgram.Refused(SessionEnded, IsForbidden: false);
    }

    private async Task<AdmittedProgram> ByPassword(
        PresentedCredential.NameAndPassword typed,
        Origin origin,
        Permission? permission,
        CancellationToken cancel
    ) =>
        await passwords.Check(typed.Name, typed.Password, Caller.Anonymous(origin), cancel) switch
        {
            AttemptedPassword<Account>.Passed passed => Allowed(passed, CallerOf(passed.User, origin), permission),
            AttemptedPassword<Account>.TooMany tooMany => new AdmittedProgram.TooMany(tooMany.Until),
            AttemptedPassword<Account>.Busy => new AdmittedProgram.Away(),
            _ => new AdmittedProgram.Refused(CredentialsWrong, IsForbidden: false),
        };

    private static AdmittedProgram Allowed(AttemptedPassword<Account>.Passed passed, Caller caller, Permission? permission) =>
        IfAllowed(new AdmittedProgram.ByPassword(passed.User, passed.Outcome, caller), caller, permission);

    private static AdmittedProgram IfAllowed(AdmittedProgram admitted, Caller caller, Permission? permission) =>
        permission is { } asked && !caller.May(asked)
            ? new AdmittedProgram.Refused(Words.Snake(KeyRefusal.LackingPermission), IsForbidden: true)
            : admitted;

    private static Caller CallerOf(User user, Origin origin) =>
        new()
        {
            Origin = origin,
            UserId = user.Id,
            AccountId = user.AccountId,
            Name = user.Login,
            IsOperator = user.IsOperator,
            IsAdministrator = user.Role == BuiltInRole.Admin,
            Permissions = user.Permissions,
        };
}

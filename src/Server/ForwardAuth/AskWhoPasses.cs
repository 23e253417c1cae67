using System.Data.Common;
using System.Diagnostics;
using System.Net;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Core.ForwardAuth;
using Sallyport.Core.SignIn;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.SignIn;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Budgets;

namespace Sallyport.Server.ForwardAuth;

/// <summary>Decides for a proxy whether a request may pass (DOOR-2). A program shows a credential and is judged by it alone; without one, a browser's session is looked for.</summary>
public sealed class AskWhoPasses(
    AdmitProgram programs,
    CheckApiKey keys,
    KeyPermissions permissions,
    ReadSession sessions,
    KnownPeople people,
    KnownApplications applications,
    SignInAddress addresses,
    Database database,
    Settings settings,
    ILogger<AskWhoPasses> log
)
{
    public async ValueTask<ForwardVerdict> Ask(ForwardQuestion question, CancellationToken cancel)
    {
        // A password is slow by itself, and its attempts are written.
        using var budget = database.Allow(
            question.Credential is PresentedCredential.NameAndPassword ? DatabaseWork.Request : DatabaseWork.Check
        );
        if (question.ForwardToken is { } token && sessions.IsKnown(token))
            budget.Know();
        try
        {
            var known = await KnownHostOf(question.Original, cancel);
            return question.Credential is PresentedCredential.Nothing
                ? await BySession(question, known, cancel)
                : await ByProgram(question, known, cancel);
        }
        catch (DbException fault)
        {
            return Away(fault);
        }
    }

    /// <summary>The same for a key alone: what nearly every request of a program is, and what makes nothing that it does not need.</summary>
    /// <param name="rule">What the proxy asks.</param>
    /// <param name="original">Of which request.</param>
    /// <param name="key">What the program shows.</param>
    /// <param name="address">From where.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async ValueTask<ForwardVerdict> AskByKey(
        ForwardRule rule,
        OriginalRequest original,
        PresentedCredential.Key key,
        IPAddress? address,
        CancellationToken cancel
    )
    {
        var since = Stopwatch.GetTimestamp();
        try
        {
            // First the key, nearly always from memory: then a crowd of strangers does not stand before its host.
            var found = await keys.Check(
                key.Text,
                new KeyQuestion(Door.ForwardAuth, rule.Access, rule.Permission, address),
                cancel
            );
            if (AdmitProgram.WhyNot(found, key.Id) is { } refused)
                return Of(refused);
            var known = IsRemembered(original, out var host) ? host! : await ReadForKey(original, since, cancel);
            return Pass(known, found.User!.AccountId, rule.AdmitsKeys, IdentityOf(found));
        }
        catch (DbException fault)
        {
            return Away(fault);
        }
    }

    private ForwardVerdict.Away Away(DbException fault)
    {
        log.LogError(fault, "The database did not answer; a request does not pass.");
        return new ForwardVerdict.Away();
    }

    private bool IsRemembered(OriginalRequest original, out KnownHost? known)
    {
        known = KnownHost.Nobodys;
        return original.Host is not { } host || applications.TryFind(host.Name, out known);
    }

    // A key that passes, and its host, together: within the time of one check.
    private async Task<KnownHost> ReadForKey(OriginalRequest original, long since, CancellationToken cancel)
    {
        using var budget = database.AllowSince(DatabaseWork.Check, since);
        budget.Know();
        return await applications.At(original.Host!.Name, cancel);
    }

    private async ValueTask<KnownHost> KnownHostOf(OriginalRequest original, CancellationToken cancel) =>
        IsRemembered(original, out var known) ? known! : await applications.At(original.Host!.Name, cancel);

    private async Task<ForwardVerdict> ByProgram(ForwardQuestion question, KnownHost known, CancellationToken cancel)
    {
        var rule = question.Rule;
        return await programs.Admit(question.Credential, question.Origin, rule.Access, rule.Permission, cancel) switch
        {
            AdmittedProgram.ByPassword { User: var user, Account: var account } => Pass(
                known,
                account.Id,
                !rule.ResistsPhishing,
                ForwardIdentity.Of(user, account, SignInMethods.Password)
            ),
            AdmittedProgram.ByBearer { Person: var person } => OfPerson(person) is { } code
                ? new ForwardVerdict.Forbidden(code)
                : Pass(question, known, new Visitor(person, ForwardIdentity.Of(person))),
            var refused => Of(refused),
        };
    }

    private static ForwardVerdict Of(AdmittedProgram refused) =>
        refused switch
        {
            AdmittedProgram.Refused { IsForbidden: true, Code: var code } => new ForwardVerdict.Forbidden(code),
            AdmittedProgram.Refused { Code: var code } => new ForwardVerdict.Unproved(code, null),
            AdmittedProgram.TooMany { RetryAt: var retryAt } => new ForwardVerdict.TooMany(retryAt),
            _ => new ForwardVerdict.Away(),
        };

    private async ValueTask<ForwardVerdict> BySession(ForwardQuestion question, KnownHost known, CancellationToken cancel)
    {
        if (await FindVisitor(question, known, cancel) is not { } visitor)
            return new ForwardVerdict.Unproved("no_session", await addresses.For(question.Original, known.Application, cancel));
        var person = visitor.Person;
        return OfPerson(person) is { } code
            ? new ForwardVerdict.Unproved(
                code,
                // Somebody was found by a cookie of this host.
                new Uri(await addresses.Portal(person.Account.Id, question.Original.Host!.Name, cancel), PageFor(person))
            )
            : Pass(question, known, visitor);
    }

    // The cookie of an application's host counts at that host; the portal's counts at the portal's.
    private async ValueTask<Visitor?> FindVisitor(ForwardQuestion question, KnownHost known, CancellationToken cancel)
    {
        if (question.Original.Host is not { } host)
            return null;
        if (
            question.ForwardToken is { } token
            && known.Application is { } application
            && addresses.AddressOf(question.Original) is { } address
            && application.Admits(address, !settings.IsHttps)
            && await people.At(token, host.Name, question.Origin, cancel) is { } visitor
        )
            return visitor;
        return
            question.PortalToken is { } portal
            && IsPortal(host.Name, known)
            && await sessions.Read(portal, Door.Portal, question.Origin, cancel) is { } person
            ? new Visitor(person, ForwardIdentity.Of(person))
            : null;
    }

    private bool IsPortal(string name, KnownHost known) =>
        name == settings.PublicUrl.Host || known is { Application: null, AccountId: not null };

    // What a person must do first; nobody passes before.
    private static string? OfPerson(SignedIn person) =>
        person.MustEnrol ? "must_enrol"
        : person.MustChangePassword ? "must_change_password"
        : null;

    private static string PageFor(SignedIn person) => person.MustEnrol ? "/enrol" : "/me/security/password";

    private static ForwardVerdict Pass(ForwardQuestion question, KnownHost known, Visitor visitor) =>
        question.Rule.Permission is { } permission && !visitor.Person.Caller.May(permission)
            ? new ForwardVerdict.Forbidden(Words.Snake(KeyRefusal.LackingPermission))
            : Pass(
                known,
                visitor.Person.Account.Id,
                !question.Rule.ResistsPhishing || SignInMethods.ResistPhishing(visitor.Person.Session.Methods),
                visitor.Identity
            );

    // An application is one company's, and so is its own host name: nobody else's people, and nobody else's programs.
    private static ForwardVerdict Pass(KnownHost known, string accountId, bool isStrong, ForwardIdentity identity) =>
        known.AccountId is { } owner && owner != accountId ? new ForwardVerdict.Forbidden("other_account")
        : !isStrong ? new ForwardVerdict.Forbidden("lacking_strength")
        : new ForwardVerdict.Passed(identity);

    private ForwardIdentity IdentityOf(in CheckedKey key) =>
        new()
        {
            User = key.User!.Login,
            Account = key.User.Account,
            Name = key.User.FullName,
            Email = key.User.Email,
            Permissions = permissions.Of(key),
            Methods = "key",
            Key = KeyId.Write(key.Number),
        };
}

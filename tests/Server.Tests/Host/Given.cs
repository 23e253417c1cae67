using Sallyport.Core.Accounts;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Server.Accounts.Roles;
using Sallyport.Server.RecoveryCodes;
using Sallyport.Server.SignIn;
using Sallyport.Server.Web;
using Sallyport.Storage.Seal;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Tests.Host;

/// <summary>What a test begins with, made by the server's own verbs where it has one for it.</summary>
public sealed class Given(TestServer server)
{
    private readonly Caller commandLine = Caller.OfCommandLine("test");
    private int made;

    /// <summary>An account and its administrator.</summary>
    /// <param name="preset">strict, registrar, numbering, console or hosting.</param>
    /// <param name="handle">Its short name; made up where left out.</param>
    /// <param name="createdAt">How old it is; null: made now, after the installation's cut-off.</param>
    public async Task<Company> Account(string preset = "strict", string? handle = null, DateTimeOffset? createdAt = null)
    {
        handle ??= $"acme{Interlocked.Increment(ref made)}";
        var asked = new NewAccount
        {
            Handle = handle,
            Name = $"{handle} Ltd",
            Preset = preset,
            CreatedAt = createdAt,
            Administrator = NewUser("admin", handle),
        };
        return await server.Get<CreateAccount>().Create(commandLine, asked) is CreatedAccount.Done done
            ? new Company(done.Account, new Person(done.Administrator, done.Account))
            : throw new InvalidOperationException($"The account {handle} was refused.");
    }

    /// <summary>An account by a preset of which some settings are changed.</summary>
    public async Task<Company> Account(string preset, Func<Policy, Policy> policy, DateTimeOffset? createdAt = null)
    {
        var company = await Account(preset, handle: null, createdAt);
        await Policy(company, policy);
        return company;
    }

    /// <summary>Changes the policy in the table, without what the page's verb does beside.</summary>
    public Task<bool> Policy(Company company, Func<Policy, Policy> change) =>
        server.Write(async tx =>
        {
            var kept = await tx.Policies.Of(company.Account.Id);
            var policy = change(kept.Policy);
            DateTimeOffset? since = policy.Requirement == Requirement.Required ? kept.RequiredSince ?? tx.Now : null;
            return await tx.Policies.Change(
                company.Account.Id,
                kept.Version,
                policy,
                kept.Decision with
                {
                    RequiredSince = since,
                },
                tx.Now
            );
        });

    /// <summary>What is demanded of the person at this moment, with what the person has.</summary>
    public Task<MfaState> State(Person person) =>
        server.Read(async tx => await MfaState.Read(tx, (await tx.Users.Find(person.User.Id))!, person.Account));

    public async Task<Person> User(Company company, string? login = null, string role = BuiltInRole.All)
    {
        login ??= $"ben{Interlocked.Increment(ref made)}";
        var asked = NewUser(login, company.Account.Handle) with { Role = role };
        return
            await server.Get<CreateUser>().Create(commandLine, company.Account, asked, CancellationToken.None)
                is CreatedUser.Done done
            ? new Person(done.User, company.Account)
            : throw new InvalidOperationException($"The user {login} was refused.");
    }

    /// <summary>The id of a role of the account that allows this.</summary>
    public async Task<string> Role(Company company, string name, params IEnumerable<Permission> permissions)
    {
        var asked = new AskedRole(name, "", [.. permissions.Select(Words.Upper)]);
        return
            await server.Get<CreateRole>().Create(commandLine, company.Account.Id, asked, CancellationToken.None)
                is CreatedRole.Done done
            ? done.Role.Id
            : throw new InvalidOperationException($"The role {name} was refused.");
    }

    /// <summary>Gives the person an active authenticator app, without recovery codes.</summary>
    public async Task<Person> App(Person person, bool isOnTrial = false)
    {
        var seed = Totp.NewSeed(server.Random);
        var id = server.Random.Id();
        await server.Write(tx =>
            tx.Apps.Add(
                new AuthenticatorApp
                {
                    Id = id,
                    UserId = person.User.Id,
                    Name = "Phone",
                    SealedSeed = tx.Sealer.Seal(seed.Reveal(), new SealedPlace("authenticator_apps", "sealed_seed", id)),
                    CreatedAt = tx.Now,
                    ProvedAt = isOnTrial ? null : tx.Now,
                }
            )
        );
        person.Seed = seed;
        return person;
    }

    /// <summary>Ten recovery codes, or the backup code, saved by the person; as they are shown. The policy must offer them.</summary>
    public async Task<IReadOnlyList<string>> RecoveryCodes(Person person, RecoverySetKind kind = RecoverySetKind.Codes)
    {
        var caller = commandLine with { UserId = person.User.Id, AccountId = person.Account.Id };
        var issued = await server.Get<IssueRecoveryCodes>().IssueNew(caller, kind, CancellationToken.None);
        await server.Write(tx => tx.Recovery.MarkSaved(person.User.Id, tx.Now));
        if (issued is not IssuedCodes.Done { Sets: [var set] })
            throw new InvalidOperationException($"No codes: {issued}.");
        foreach (var code in set.Codes)
            server.Secrets.AddRecoveryCode(code.Shown);
        return [.. set.Codes.Select(code => code.Shown)];
    }

    /// <summary>A browser whose person has given a right password, and of whom the second factor is awaited.</summary>
    /// <param name="person">With a factor.</param>
    /// <param name="browser">Comes to have the cookie of the half sign-in.</param>
    public async Task HalfSignedIn(Person person, Browser browser)
    {
        var arrival = new Arrival("127.0.0.1", "/me", BrowserId: null);
        browser.Cookies[server.Get<CookieNames>().PendingSignIn] = await server.Write(tx =>
            server.Get<BeginSecondStep>().Begin(tx, person.User, arrival)
        );
    }

    /// <summary>A user who has an app.</summary>
    public async Task<Person> Enrolled(Company company, string role = BuiltInRole.All) =>
        await App(await User(company, role: role));

    /// <summary>The code that the person's app shows now.</summary>
    /// <param name="person">With a seed.</param>
    /// <param name="steps">How many steps later (or, negative, earlier).</param>
    public string Code(Person person, int steps = 0) => Code(person.Seed!, steps);

    public string Code(Secret seed, int steps = 0)
    {
        var code = Totp.Code(seed.Reveal(), Totp.StepAt(server.Clock.Now) + steps);
        server.Secrets.AddSeed(seed);
        server.Secrets.AddCode(code);
        return code;
    }

    /// <summary>The step after the last one: codes are fresh again.</summary>
    public void NextCode() => server.Clock.Advance(Totp.Period);

    /// <summary>The token of a session of an operator in that account, with a fresh proof.</summary>
    public async Task<string> OperatorSession(Company company, Door door = Door.Portal)
    {
        var email = $"operator@{company.Account.Handle}.test";
        var user = company.Administrator.User with
        {
            Id = server.Random.Id(),
            Login = "operator",
            CanonicalLogin = "operator",
            Email = email,
            CanonicalEmail = email,
            OperatorSince = server.Clock.Now,
        };
        var opened = await server.Database.Write(
            Caller.Anonymous(new Origin(door, "127.0.0.1", "", "test")),
            async tx =>
            {
                await tx.Users.Add(user);
                var arrival = new Arrival("127.0.0.1", "/me", BrowserId: null);
                return await server.Get<OpenSession>().Open(tx, user, company.Account, SignInMethods.Password, arrival);
            }
        );
        server.Secrets.AddCookie(opened.Token);
        return opened.Token;
    }

    /// <summary>A browser with such a session.</summary>
    public async Task<Browser> Operator(Company company)
    {
        var browser = server.Browser();
        browser.Cookies[server.Get<CookieNames>().Session] = await OperatorSession(company);
        return browser;
    }

    /// <summary>Signs in by the pages. With an app the code of this step is spent and the clock goes to the next step.</summary>
    public async Task<Browser> SignedIn(Person person, string from = "127.0.0.1")
    {
        var browser = server.Browser(from);
        await SignIn(browser, person);
        return browser;
    }

    /// <summary>The page on which the sign-in ended.</summary>
    public async Task<Page> SignIn(Browser browser, Person person)
    {
        server.Secrets.AddPassword(person.Password);
        var page = await browser.Enter("/sign-in", ("login", person.User.Email), ("password", person.Password));
        if (page.Path == "/sign-in/second-factor")
        {
            page = await browser.Enter(("code", Code(person)));
            NextCode();
        }
        return page.Path.StartsWith("/sign-in", StringComparison.Ordinal)
            ? throw new InvalidOperationException($"{person.User.Email} is not signed in. {page}")
            : page;
    }

    private static NewUser NewUser(string login, string handle) =>
        new()
        {
            Login = login,
            Email = $"{login}@{handle}.test",
            Password = Person.UsualPassword,
        };
}

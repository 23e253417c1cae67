using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Server.AuthenticatorApps;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>
/// An administrator's request has passed its guard and waits (a hash is computed, the database is busy); meanwhile the administrator is demoted, shut out or signed out.
/// The request must come to nothing (ADMIN-4, SIGN-13).
/// </summary>
[Keeps("ADMIN-4"), Keeps("SIGN-13"), Keeps("SIGN-9")]
public sealed class ActingAfterBeingDemoted
{
    private const string New = "gravel-window-orbit-77";
    private static readonly CancellationToken Never = CancellationToken.None;

    // Each would leave a line in the trail, were it obeyed.
    private static readonly Dictionary<string, Func<TestServer, Caller, Person, Task>> Acts = new()
    {
        ["create a user"] = (server, caller, ben) =>
            server
                .Get<CreateUser>()
                .Create(
                    caller,
                    ben.Account,
                    new NewUser
                    {
                        Login = "carl",
                        Email = "carl@acme.test",
                        Password = New,
                    },
                    Never
                ),
        ["change a user"] = (server, caller, ben) =>
            server.Get<UpdateUser>().Update(caller, ben.User.Id, Edited(ben.User) with { GivenName = "Benjamin" }, Never),
        ["set a password"] = (server, caller, ben) =>
            server.Get<UpdateUser>().Update(caller, ben.User.Id, Edited(ben.User) with { Password = New }, Never),
        ["change a status"] = (server, caller, ben) =>
            server.Get<ChangeUserStatus>().Change(caller, ben.User.Id, UserStatus.Deactivated, Never),
        ["remove a user"] = (server, caller, ben) =>
            server.Get<ChangeUserStatus>().Change(caller, ben.User.Id, UserStatus.Removed, Never),
        ["send a link"] = (server, caller, ben) => server.Get<SendPasswordLink>().Send(caller, ben.User.Id, Never),
        ["change the account"] = (server, caller, _) => server.Get<UpdateAccount>().Update(caller, "Other", "", "", null, Never),
        ["change the policy"] = (server, caller, ben) =>
            server
                .Get<ChangePolicy>()
                .Change(caller, ben.Account.Id, null, new Dictionary<string, string> { ["graceDays"] = "3" }, false, Never),
        ["require of a user"] = (server, caller, ben) =>
            server.Get<ChangeUserRequirement>().Change(caller, ben.User.Id, UserRequirement.Required, Never),
        ["give time"] = async (server, caller, ben) =>
        {
            await server.Write(async tx =>
                await tx.Users.ChangeRequirement(ben.User.Id, new(UserRequirement.Required, null, tx.Now, null), tx.Now)
                + await tx.Users.ExtendGrace(ben.User.Id, tx.Now.AddDays(2), tx.Now)
            );
            await server.Get<ExtendGrace>().Extend(caller, ben.User.Id, 20, "ill", Never);
        },
        ["remove MFA"] = (server, caller, ben) => server.Get<RemoveMfa>().Remove(caller, ben.User.Id, Never),
        ["make a key for another"] = (server, caller, ben) =>
            server.Get<GenerateAppKey>().Generate(caller, ben.User.Id, "", "Phone", Never),
    };

    private static readonly Dictionary<string, Func<TestServer, Person, Task>> Losses = new()
    {
        ["nothing"] = (_, _) => Task.CompletedTask,
        ["the role"] = (server, anna) => server.Write(tx => tx.Users.ChangeDetails(anna.User with { Role = BuiltInRole.All })),
        ["the portal"] = (server, anna) => server.Write(tx => tx.Users.ChangeDetails(anna.User with { Doors = "api" })),
        ["the status"] = (server, anna) => server.Write(tx => tx.Users.ChangeStatus(anna.User.Id, UserStatus.Locked, tx.Now)),
        ["the session"] = (server, anna) => server.Write(tx => tx.Sessions.EndOthers(anna.User.Id, null, tx.Now)),
    };

    public static TheoryData<string> EveryLoss => [.. Losses.Keys];

    [Theory, MemberData(nameof(EveryLoss))]
    public async Task Whoever_lost_what_it_takes_changes_nothing(string loss)
    {
        await using var server = await TestServer.Start();
        var company = await Company(server);
        var caller = await CallerOf(server, company.Administrator);
        var users = new List<Person>();
        foreach (var _ in Acts)
            users.Add(await Ben(server, company));
        await Losses[loss](server, company.Administrator);

        foreach (var ((name, act), ben) in Acts.Zip(users))
        {
            var before = await Trail(server, ben);
            await act(server, caller, ben);
            Assert.True(loss == "nothing" == await Trail(server, ben) > before, name);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_demotion_while_a_new_users_password_is_hashed_is_obeyed(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await Company(server);
        var (anna, ben) = (company.Administrator, await Ben(server, company));
        using var browser = await server.Given.SignedIn(anna);
        var form = await browser.Fill(
            "/account/users/new",
            ("login", "carl"),
            ("email", "carl@acme.test"),
            ("password", New),
            ("passwordAgain", New)
        );

        await WhileHashing(server, () => browser.Send(form), () => Losses["the role"](server, anna));

        Assert.Null(await server.Read(tx => tx.Users.FindByLogin(ben.Account.Id, "carl")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_session_that_ends_while_anothers_password_is_hashed_sets_none(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await Company(server);
        var (anna, ben) = (company.Administrator, await Ben(server, company));
        using var browser = await server.Given.SignedIn(anna);
        var form = await browser.Fill($"/account/users/{ben.User.Id}", ("password", New), ("passwordAgain", New));

        await WhileHashing(server, () => browser.Send(form), () => Losses["the session"](server, anna));

        var now = (await server.Read(tx => tx.Users.Find(ben.User.Id)))!;
        Assert.Equal(ben.User.PasswordChangedAt, now.PasswordChangedAt);
    }

    // Every place at the gate is taken until the loss has happened; the request stands before it meanwhile.
    private static async Task WhileHashing(TestServer server, Func<Task<Page>> request, Func<Task> loss)
    {
        using var free = new ManualResetEventSlim();
        var gate = server.Get<HashingGate>();
        var busy = Enumerable
            .Range(0, Math.Max(1, Environment.ProcessorCount - 1))
            .Select(_ => gate.Run(() => free.Wait(Timeout.Infinite), false))
            .ToList();
        var answer = request();
        try
        {
            await Eventually.Holds(() => gate.Waiting == 1);
            await loss();
        }
        finally
        {
            free.Set();
        }
        await Task.WhenAll(busy);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await answer).Status);
    }

    // With a second administrator, so that nobody is spared for being the last.
    private static async Task<Company> Company(TestServer server)
    {
        var company = await server.Given.Account("hosting", policy => policy with { AdministratorRescue = true });
        await server.Given.User(company, role: BuiltInRole.Admin);
        return company;
    }

    // On whom every act has something to do.
    private static Task<Person> Ben(TestServer server, Company company) => server.Given.Enrolled(company);

    private static async Task<int> Trail(TestServer server, Person person) =>
        (await server.Read(tx => tx.AuditTrail.Chain(person.Account.Id, 0, 1000))).Count;

    private static async Task<Caller> CallerOf(TestServer server, Person person)
    {
        using var browser = await server.Given.SignedIn(person);
        var session = Assert.Single(await server.Read(tx => tx.Sessions.Running(person.User.Id, tx.Now)));
        return new Caller
        {
            Origin = new Origin(Door.Portal, "127.0.0.1", "test", "test"),
            UserId = person.User.Id,
            AccountId = person.Account.Id,
            SessionId = session.Id,
            Name = person.User.Login,
            Permissions = person.User.Permissions,
            ProvedAt = server.Clock.Now,
        };
    }

    private static EditedUser Edited(User user) =>
        new()
        {
            Login = user.Login,
            Email = user.Email,
            Role = user.Role,
            Doors = user.Doors.Split(','),
            Version = user.Version,
        };
}

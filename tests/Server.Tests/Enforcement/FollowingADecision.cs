using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Accounts;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Enforcement.Decisions;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Enforcement;

/// <summary>A decision holds from its own row on; what a job has still to write changes nothing about it.</summary>
[Keeps("MUST-7"), Keeps("APIKEY-6"), Keeps("ALWAYS-5"), Keeps("ADMIN-18")]
public sealed class FollowingADecision
{
    private const string Mfa = "mfaRequired";
    private static readonly Caller Operator = Caller.OfCommandLine("test");

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Passwords_stay_over_although_the_requirement_went_before_anybody_wrote_it(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await server.StopJobs();
        var company = await Company(server, policy => policy with { UserMayOptOut = true });
        var (ben, cleo) = (await server.Given.User(company), await server.Given.User(company));
        await server.Write(tx =>
            tx.Users.ChangeRequirement(cleo.User.Id, new(UserRequirement.NotRequired, null, null, null), tx.Now)
        );
        await Set(server, company, mail: false, ("requirement", "required"));
        await Set(server, company, mail: false, ("requirement", "off"));
        server.Clock.Advance(TimeSpan.FromDays(1));
        var dora = await server.Given.User(company);

        Assert.NotNull((await server.Given.State(ben)).PasswordEndedAt);
        Assert.Null((await server.Given.State(cleo)).PasswordEndedAt);
        Assert.Null((await server.Given.State(dora)).PasswordEndedAt);
        // What reached others does not reach her by a word of today.
        await Require(server, company, cleo, UserRequirement.Inherit);
        Assert.Null((await server.Given.State(cleo)).PasswordEndedAt);

        await Follow(server);

        Assert.NotNull((await server.Read(tx => tx.Users.Find(ben.User.Id)))!.ApiPasswordEndedAt);
        Assert.Null((await server.Read(tx => tx.Users.Find(cleo.User.Id)))!.ApiPasswordEndedAt);
        Assert.Null((await server.Read(tx => tx.Users.Find(dora.User.Id)))!.ApiPasswordEndedAt);
        var told = Assert.Single(await Trail.Of(server, company.Account.Id, "requirement_carried_out"));
        Assert.Equal("2", told["passwordsEnded"]);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_an_administrator_brings_back_a_job_does_not_end_again(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await server.StopJobs();
        var company = await Company(server, policy => policy);
        var ben = await server.Given.User(company);
        await Set(server, company, mail: false, ("requirement", "required"));
        await Set(server, company, mail: false, ("requirement", "off"));

        var back = await server.Get<BringBackApiPassword>().BringBack(Operator, ben.User.Id, CancellationToken.None);
        await Follow(server);

        Assert.Equal(BroughtBackApiPassword.Done, back);
        Assert.Null((await server.Given.State(ben)).PasswordEndedAt);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await Set(server, company, mail: false, ("requirement", "required"));
        Assert.Equal(
            BroughtBackApiPassword.MfaOnOrRequired,
            await server.Get<BringBackApiPassword>().BringBack(Operator, ben.User.Id, CancellationToken.None)
        );
        await Follow(server);
        Assert.NotNull((await server.Read(tx => tx.Users.Find(ben.User.Id)))!.ApiPasswordEndedAt);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task The_installation_s_decision_ends_passwords_of_every_account_by_its_row_alone(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await server.StopJobs();
        var (one, other) = (await Company(server, p => p), await Company(server, p => p));
        var (ben, cleo) = (await server.Given.User(one), await server.Given.User(other));
        var rule = server.Get<ChangeInstallation>();

        await rule.Change(Operator, r => r with { EverybodyFrom = server.Clock.Now }, null, CancellationToken.None);
        await rule.Change(Operator, r => r with { EverybodyFrom = null }, null, CancellationToken.None);

        Assert.Null((await server.Read(tx => tx.Users.Find(ben.User.Id)))!.ApiPasswordEndedAt);
        Assert.NotNull((await server.Given.State(ben)).PasswordEndedAt);
        Assert.NotNull((await server.Given.State(cleo)).PasswordEndedAt);
        await Follow(server);
        Assert.NotNull((await server.Read(tx => tx.Users.Find(ben.User.Id)))!.ApiPasswordEndedAt);
        Assert.NotNull((await server.Read(tx => tx.Users.Find(cleo.User.Id)))!.ApiPasswordEndedAt);
        Assert.Single(await Trail.Of(server, one.Account.Id, "requirement_carried_out"));
        await Follow(server);
        Assert.Single(await Trail.Of(server, one.Account.Id, "requirement_carried_out"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Two_nodes_mail_everybody_once(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        await server.StopJobs();
        await second.StopJobs();
        var company = await Company(server, policy => policy);
        var people = new List<Person>();
        for (var i = 0; i < 12; i++)
            people.Add(await server.Given.User(company));
        await Set(server, company, mail: true, ("requirement", "required"));

        await Task.WhenAll(Follow(server), Follow(second), Follow(server), Follow(second));
        await Follow(server);

        foreach (var person in people)
            Assert.Single(await server.Mailbox.Of(person), mail => mail.Kind == Mfa);
        var told = Assert.Single(await Trail.Of(server, company.Account.Id, "requirement_carried_out"));
        Assert.Equal("13", told["mailed"]);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Where_a_later_decision_stands_nobody_is_mailed_for_the_earlier_one(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await server.StopJobs();
        var company = await Company(server, policy => policy);
        var ben = await server.Given.User(company);
        await Set(server, company, mail: true, ("requirement", "required"));
        await Set(server, company, mail: false, ("requirement", "off"));

        await Follow(server);

        Assert.DoesNotContain(await server.Mailbox.Of(ben), mail => mail.Kind == Mfa);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_change_of_something_else_stops_no_mail(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await server.StopJobs();
        var company = await Company(server, policy => policy);
        var ben = await server.Given.User(company);
        await Set(server, company, mail: true, ("requirement", "required"));
        await Set(server, company, mail: false, ("keyExpiryDays", "90"));

        await Follow(server);

        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == Mfa);
    }

    // Of as many decisions at once one stands at the end, and what was announced of it is what is demanded.
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Decisions_at_once_and_the_job_between_them_leave_one_that_is_carried_out(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        await server.StopJobs();
        await second.StopJobs();
        var company = await Company(server, policy => policy with { GraceDays = 5 });
        var people = new List<Person>();
        for (var i = 0; i < 5; i++)
            people.Add(await server.Given.User(company));
        var nodes = new[] { server, second };

        await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(i =>
                    Task.Run(async () =>
                    {
                        var node = nodes[i % 2];
                        if (i % 3 == 2)
                            await Follow(node);
                        else
                            await TrySet(node, company, mail: true, ("requirement", i % 4 < 2 ? "required" : "off"));
                    })
                )
        );
        await Set(server, company, mail: true, ("requirement", "off"));
        var before = await server.Mailbox.All();
        await Follow(server);
        await Follow(second);

        Assert.Equal(before.Count, (await server.Mailbox.All()).Count);
        Assert.Empty(await server.Read(tx => tx.Decisions.Open()));
        foreach (var person in people)
        {
            Assert.False((await server.Given.State(person)).Demand.IsRequired);
            Assert.NotNull((await server.Given.State(person)).PasswordEndedAt);
        }
    }

    private static Task Follow(TestServer server) => server.Get<FollowDecisions>().Follow(CancellationToken.None);

    private static Task<Company> Company(TestServer server, Func<Policy, Policy> change) =>
        server.Given.Account(
            "console",
            policy => change(policy with { PasswordOnApi = PasswordOnApi.UntilKeyOrMfa, AdministratorNeedsMfa = false })
        );

    private static async Task Require(TestServer server, Company company, Person person, UserRequirement wanted)
    {
        var caller = Operator with
        {
            UserId = company.Administrator.User.Id,
            AccountId = company.Account.Id,
            Origin = Operator.Origin with { Door = Door.Portal },
        };
        Assert.Equal(
            ChangedRequirement.Done,
            await server.Get<ChangeUserRequirement>().Change(caller, person.User.Id, wanted, CancellationToken.None)
        );
    }

    private static async Task Set(TestServer server, Company company, bool mail, params (string Name, string Word)[] words) =>
        Assert.IsType<ChangedPolicy.Done>(await TrySet(server, company, mail, words));

    private static Task<ChangedPolicy> TrySet(
        TestServer server,
        Company company,
        bool mail,
        params (string Name, string Word)[] words
    ) =>
        server
            .Get<ChangePolicy>()
            .Change(
                Operator,
                company.Account.Id,
                null,
                words.ToDictionary(word => word.Name, word => word.Word, StringComparer.Ordinal),
                mail,
                CancellationToken.None
            );
}

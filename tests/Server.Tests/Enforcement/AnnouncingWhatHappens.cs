using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Enforcement.Decisions;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

#pragma warning disable CA5394 // The same histories in every run.

namespace Sallyport.Server.Tests.Enforcement;

/// <summary>What the preview says, what the answer says, and what is demanded afterwards are one: over made-up histories of one account.</summary>
[Keeps("MUST-7"), Keeps("MUST-8")]
public sealed class AnnouncingWhatHappens
{
    private const int Changes = 40;
    private static readonly Caller Operator = Caller.OfCommandLine("test");

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task The_preview_the_answer_and_the_demand_are_the_same(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await server.StopJobs();
        var random = new Random(20);
        var company = await server.Given.Account("console", policy => policy with { UserMayOptOut = true });
        var people = new List<Person> { company.Administrator };
        for (var i = 0; i < 6; i++)
            people.Add(await server.Given.User(company));
        var seen = 0;

        for (var i = 0; i < Changes; i++)
        {
            server.Clock.Advance(TimeSpan.FromHours(random.Next(1, 200)));
            await Live(server, company, people, random);
            var words = Words(random);

            var preview = await server
                .Get<ChangePolicy>()
                .Preview(Operator, company.Account.Id, null, words, CancellationToken.None);
            var answer = await server
                .Get<ChangePolicy>()
                .Change(Operator, company.Account.Id, null, words, false, CancellationToken.None);

            if (preview.Refused is not null)
            {
                Assert.Equal(preview.Refused.GetType(), answer.GetType());
                continue;
            }
            var done = Assert.IsType<ChangedPolicy.Done>(answer);
            Assert.Equal(Told(preview.Reached), Told(done.Reached));
            Assert.Equal(preview.PasswordsEnded, done.PasswordsEnded);
            foreach (var reached in done.Reached)
            {
                var state = await server.Given.State(people.Single(person => person.User.Id == reached.User.Id));
                Assert.Equal(reached.Demand, state.Demand);
                Assert.False(state.Demand.IsMetBy(state.Factors));
                seen++;
            }
            if (preview.Change!.Tightens)
                foreach (var person in people.Where(p => done.Reached.All(reached => reached.User.Id != p.User.Id)))
                {
                    var state = await server.Given.State(person);
                    Assert.True(!state.Demand.IsRequired || state.Demand.IsMetBy(state.Factors));
                }
        }
        Assert.True(seen > Changes, $"Only {seen} were ever reached.");
    }

    private static IEnumerable<(string, DateTimeOffset?, DateTimeOffset)> Told(IReadOnlyList<ReachedByChange> reached) =>
        reached.Select(one => (one.User.Login, one.Demand.GraceEndsAt, one.Demand.HoldsFrom));

    private static Dictionary<string, string> Words(Random random)
    {
        string Any(params string[] words) => words[random.Next(words.Length)];
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        if (random.Next(3) > 0)
            words["requirement"] = Any("off", "advised", "required", "required");
        if (random.Next(3) > 0)
            words["graceDays"] = Any("0", "3", "14", "60");
        if (random.Next(3) == 0)
            words["requiredStrength"] = Any("any", "phishingResistant");
        if (random.Next(3) == 0)
            words["methods"] = Any("app", "securityKey,app");
        if (random.Next(3) == 0)
            words["userMayOptOut"] = Any("yes", "no");
        if (random.Next(3) == 0)
            words["passwordOnApi"] = Any("never", "untilKeyOrMfa", "always");
        return words;
    }

    // What happens to people between two changes.
    private static async Task Live(TestServer server, Company company, List<Person> people, Random random)
    {
        var person = people[random.Next(people.Count)];
        switch (random.Next(7))
        {
            case 0:
                people.Add(await server.Given.User(company));
                break;
            case 1:
                await server.Given.App(person);
                break;
            case 2:
                await server.Get<RemoveMfa>().RemoveByOperator(Operator, person.User.Id, "lost", CancellationToken.None);
                break;
            case 3:
                var asked = (UserRequirement)random.Next(3);
                var since = asked == UserRequirement.Required ? server.Clock.Now : (DateTimeOffset?)null;
                await server.Write(tx => tx.Users.ChangeRequirement(person.User.Id, new(asked, null, since, 5), tx.Now));
                break;
            case 4:
                await server.Write(tx => tx.Users.ExtendGrace(person.User.Id, tx.Now.AddDays(random.Next(1, 50)), tx.Now));
                break;
            case 5:
                DateTimeOffset? from = random.Next(2) == 0 ? null : server.Clock.Now.AddDays(random.Next(-5, 20));
                await server
                    .Get<ChangeInstallation>()
                    .Change(Operator, rule => rule with { EverybodyFrom = from }, null, CancellationToken.None);
                break;
            default:
                await server.Get<FollowDecisions>().Follow(CancellationToken.None);
                break;
        }
    }
}

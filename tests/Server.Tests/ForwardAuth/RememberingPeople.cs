using System.Diagnostics;
using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ForwardAuth;

/// <summary>What was read for one request counts for the next ones of the same moment, and never longer than a second.</summary>
[Keeps("DOOR-2")]
public sealed class RememberingPeople
{
    private const string Wiki = "wiki.localhost";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-13"), Keeps("ALWAYS-9")]
    public async Task Who_is_shut_out_on_one_node_passes_on_no_other_after_a_second(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        var company = await server.Given.Account("numbering");
        await AtApplication.Register(server, company, Wiki);
        using var at = new AtApplication(server, Wiki);
        await at.Enter(company.Administrator);
        Assert.Equal(HttpStatusCode.OK, (await at.Ask(second, "", "/")).Status);

        await server.Write(tx => tx.Users.ChangeStatus(company.Administrator.User.Id, UserStatus.Deactivated, tx.Now));
        var watch = Stopwatch.StartNew();
        Page answer;
        do
        {
            var asked = watch.Elapsed;
            answer = await at.Ask(second, "", "/");
            Assert.True(answer.Status != HttpStatusCode.OK || asked < TimeSpan.FromSeconds(1), "It passed after a second.");
        } while (answer.Status == HttpStatusCode.OK);

        Assert.Equal("no_session", AtApplication.ReasonOf(answer));
    }

    [Fact]
    public async Task What_is_kept_is_forgotten_with_any_change_and_by_either_clock()
    {
        await using var server = await TestServer.Start();
        var memory = new BriefMemory<string, string>(server.Database, server.Clock);
        // A machine with much else to do may let its second go by in between.
        string? found = null;
        for (var tries = 0; tries < 5 && found is null; tries++)
        {
            memory.Keep("a", "1", memory.Now);
            memory.TryFind("a", out found);
        }
        Assert.Equal("1", found);
        Assert.False(memory.TryFind("b", out _));

        server.Database.NoteChange();
        Assert.False(memory.TryFind("a", out _));

        memory.Keep("a", "2", memory.Now);
        server.Clock.Advance(TimeSpan.FromMilliseconds(901));
        Assert.False(memory.TryFind("a", out _));
    }

    [Fact]
    public async Task What_was_read_before_a_change_is_not_kept_beyond_it()
    {
        await using var server = await TestServer.Start();
        var memory = new BriefMemory<string, string>(server.Database, server.Clock);
        var before = memory.Now;

        await server.Write(tx => tx.Installation.Get());
        memory.Keep("a", "1", before);

        Assert.False(memory.TryFind("a", out _));
    }

    [Fact]
    public async Task What_took_long_to_read_is_as_old_as_the_question()
    {
        await using var server = await TestServer.Start();
        var memory = new BriefMemory<string, string>(server.Database, server.Clock);
        var before = memory.Now;

        server.Clock.Advance(TimeSpan.FromMilliseconds(901));
        memory.Keep("a", "1", before);

        Assert.False(memory.TryFind("a", out _));
    }

    [Fact]
    public async Task That_somebody_was_seen_changes_nothing_that_is_known()
    {
        await using var server = await TestServer.Start(DatabaseKind.Postgres);
        var changes = server.Database.Changes;

        await server.Database.WriteUse(
            Caller.OfSystem("test"),
            tx => tx.KnownKeys.Mark([new ApiKeyUse(1, tx.Now, "", Door.Api)]),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(changes, server.Database.Changes);

        await server.Write(tx => tx.Installation.Get());
        Assert.NotEqual(changes, server.Database.Changes);
    }

    [Fact]
    public async Task What_is_asked_for_all_the_time_is_due_once_before_it_ends()
    {
        await using var server = await TestServer.Start();
        var memory = new BriefMemory<string, string>(server.Database, server.Clock);
        // A machine with much else to do may let the whole life go by in between.
        for (var tries = 0; ; tries++)
        {
            var (dues, changes) = (0, server.Database.Changes);
            var since = Stopwatch.StartNew();
            memory.Keep("a", "1", memory.Now);
            while (memory.TryFind("a", out var found, out var isDue))
            {
                Assert.Equal("1", found);
                Assert.True(!isDue || since.ElapsedMilliseconds > 300, "It is new.");
                dues += isDue ? 1 : 0;
            }
            // What the server itself writes as it starts ends it rightly.
            Assert.True(since.ElapsedMilliseconds > 500 || changes != server.Database.Changes, "It ended early.");
            if (dues == 1)
                return;
            Assert.True(dues == 0 && tries < 5, $"{dues} were told to read it.");
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-3")]
    public async Task Whoever_asks_together_with_others_is_told_who_he_is_himself(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        await AtApplication.Register(server, company, Wiki);
        var people = new List<(Person Person, AtApplication At)>();
        foreach (var login in (string[])["anna", "ben", "carl", "dora", "emil"])
        {
            var person = await server.Given.User(company, login);
            var at = new AtApplication(server, Wiki);
            await at.Enter(person);
            people.Add((person, at));
        }
        using var nobody = new AtApplication(server, Wiki) { Cookie = new string('a', 43) };

        for (var round = 0; round < 20; round++)
        {
            // Nothing is known of anybody.
            server.Database.NoteChange();
            var answers = await Task.WhenAll(people.SelectMany(one => new[] { one.At.Ask(), nobody.Ask(), one.At.Ask() }));
            for (var i = 0; i < people.Count; i++)
            {
                foreach (var own in new[] { answers[3 * i], answers[(3 * i) + 2] })
                    Assert.Equal(people[i].Person.User.Login, Assert.Single(own.Headers.GetValues("Remote-User")));
                Assert.Equal("no_session", AtApplication.ReasonOf(answers[(3 * i) + 1]));
            }
        }
        people.ForEach(one => one.At.Dispose());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("DOOR-2")]
    public async Task Nobody_waits_for_the_mark_that_somebody_was_seen(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        await AtApplication.Register(server, company, Wiki);
        using var at = new AtApplication(server, Wiki);
        await at.Enter(company.Administrator);
        server.Clock.Advance(TimeSpan.FromMinutes(5));
        var now = server.Clock.Now;

        await server.Write(async tx =>
        {
            // On SQLite nobody else can write meanwhile, on PostgreSQL nobody else to this session.
            var session = (await tx.Sessions.Running(company.Administrator.User.Id, tx.Now)).Single();
            var mine = await tx.Sessions.Touch([session.Id], now.AddMinutes(-1));
            for (var i = 0; i < 3; i++)
            {
                server.Database.NoteChange();
                Assert.Equal(HttpStatusCode.OK, (await at.Ask()).Status);
            }
            return mine;
        });

        await at.Ask();
        await at.WaitUntilSeen(company.Administrator, now);
    }

    [Fact]
    public async Task What_was_read_together_is_not_read_again_together()
    {
        const int many = 200;
        await using var server = await TestServer.Start();
        var memory = new BriefMemory<int, string>(server.Database, server.Clock);

        // A pause of the machine may end them all.
        for (var tries = 0; ; tries++)
        {
            for (var i = 0; i < many; i++)
                memory.Keep(i, "", memory.Now);
            server.Clock.Advance(TimeSpan.FromMilliseconds(750));
            var left = Enumerable.Range(0, many).Count(i => memory.TryFind(i, out _));
            if (left is > 0 and < many)
                return;
            Assert.True(tries < 20, $"{left} of {many} are left.");
        }
    }
}

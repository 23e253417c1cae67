using Sallyport.Core.IsProxy;
using Sallyport.Server.IsProxy;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.IsProxy;

[Keeps("DOOR-3")]
public sealed class AskingRegistries
{
    [Theory]
    [InlineData("taken.test", "taken.test not available")]
    [InlineData("free.test", "free.test available")]
    [InlineData("broken.test", "broken.test error")]
    [InlineData("busy.test", "busy.test error")]
    [InlineData("moved.test", "moved.test error")]
    [InlineData("huge.taken.test", "huge.taken.test not available")]
    [InlineData("hang.test", "hang.test error")]
    public async Task Two_hundred_is_taken_four_hundred_and_four_is_free_and_all_else_an_error(string name, string answer)
    {
        await using var service = await LineHost.Start();
        using var client = await service.LoggedIn();

        Assert.Equal(answer, await client.Ask("IS " + name));
        Assert.Equal("free.test available", await client.Ask("IS free.test"));
        Assert.DoesNotContain("/elsewhere/taken.test", service.Registry.Asked);
    }

    [Fact]
    public async Task It_is_asked_by_A_labels_and_in_small_letters()
    {
        await using var service = await LineHost.Start();
        using var client = await service.LoggedIn();

        await client.Ask("IS BÜCHER.Test.");

        Assert.Equal("/domain/xn--bcher-kva.test", Assert.Single(service.Registry.Asked));
    }

    [Fact]
    public async Task A_service_that_is_away_or_not_named_answers_error()
    {
        await using var away = await LineHost.Start(change: s => s with { Rdap = new Uri("http://127.0.0.1:1/") });
        await using var unnamed = await LineHost.Start(change: s => s with { Rdap = null });

        foreach (var service in new[] { away, unnamed })
        {
            using var client = await service.LoggedIn();
            Assert.Equal("free.test error", await client.Ask("IS free.test"));
        }
    }

    [Fact]
    public async Task An_answer_is_kept_for_a_short_while_for_everybody()
    {
        await using var service = await LineHost.Start();
        using var client = await service.LoggedIn();
        using var another = await service.LoggedIn();
        await client.Ask("IS taken.test");

        await another.Ask("IS TAKEN.test");
        Assert.Single(service.Registry.Asked);
        service.Server.Clock.Advance(AnswerCache.LifeOfTaken / 2);
        await client.Ask("HELLO");
        await another.Ask("HELLO");
        service.Server.Clock.Advance(AnswerCache.LifeOfTaken / 2 - TimeSpan.FromSeconds(10));
        Assert.Equal("taken.test not available", await client.Ask("IS taken.test"));
        Assert.Single(service.Registry.Asked);
        service.Server.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("taken.test not available", await client.Ask("IS taken.test"));

        Assert.Equal(2, service.Registry.Asked.Count);
    }

    [Fact]
    public async Task Many_who_ask_for_one_name_at_once_share_one_question()
    {
        await using var service = await LineHost.Start();
        using var client = await service.LoggedIn();
        using var another = await service.LoggedIn();

        await client.Send("IS slow.test\r\nIS slow.test");
        await another.Send("IS slow.test");
        await client.IsSilent();
        service.Registry.Release();

        Assert.Equal("slow.test available", await client.Hear());
        Assert.Equal("slow.test available", await client.Hear());
        Assert.Equal("slow.test available", await another.Hear());
        Assert.Single(service.Registry.Asked);
    }

    [Fact]
    public async Task Those_who_ask_for_a_name_at_the_very_same_moment_share_one_question()
    {
        const int names = 200;
        const int askers = 4;
        await using var service = await LineHost.Start();
        var rdap = service.Server.Get<AskRdap>();
        using var start = new Barrier(askers);
        // Threads of their own, so that none begins before another is there.
        var threads = Enumerable.Range(0, askers).Select(_ => Task.Factory.StartNew(AskAll, TaskCreationOptions.LongRunning));
        var answers = await Task.WhenAll((await Task.WhenAll(threads)).SelectMany(asked => asked));

        Assert.All(answers, answer => Assert.Equal(Availability.Available, answer));
        Assert.Equal(
            Enumerable.Range(0, names).Select(i => $"/domain/free{i}.test").Order(StringComparer.Ordinal),
            service.Registry.Asked.Order(StringComparer.Ordinal)
        );

        List<Task<Availability>> AskAll()
        {
            var asked = new List<Task<Availability>>();
            for (var i = 0; i < names; i++)
            {
                start.SignalAndWait();
                asked.Add(rdap.Ask($"free{i}.test", CancellationToken.None));
            }
            return asked;
        }
    }

    [Fact]
    public async Task The_bootstrap_file_names_services_by_the_end_of_the_name_and_is_read_anew()
    {
        await using var own = await StubRegistry.Start();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, Bootstrap("example", own.Address));
        await using var service = await LineHost.Start(change: s => s with { RdapBootstrap = file });
        using var client = await service.LoggedIn();

        await client.Ask("IS a.example");
        await client.Ask("IS a.test");
        await File.WriteAllTextAsync(file, "half a fi");
        await client.Ask("IS b.example");
        await File.WriteAllTextAsync(file, Bootstrap("test", own.Address));
        await client.Ask("IS b.test");
        File.Delete(file);

        Assert.Equal(["/domain/a.example", "/domain/b.example", "/domain/b.test"], own.Asked);
        Assert.Equal(["/domain/a.test"], service.Registry.Asked);
    }

    [Fact]
    public void The_longest_entry_wins_and_https_where_there_is_a_choice()
    {
        var services = RdapBootstrap.Parse(
            """
            { "description": "x", "services": [
                [["uk"], ["http://plain.test/rdap", "https://safe.test/rdap"]],
                [["CO.UK", null], ["https://co.test/"]],
                [["nothing"], []],
                [["odd"], ["ftp://odd.test/"]]
            ] }
            """u8.ToArray()
        );

        Assert.Equal(["co.uk", "uk"], services.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("https://safe.test/rdap/", services["uk"].ToString());
    }

    private static string Bootstrap(string tail, Uri address) =>
        $$"""{ "version": "1.0", "services": [[["{{tail}}"], ["{{address}}"]]] }""";
}

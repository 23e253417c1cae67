using Sallyport.Server.IsProxy;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.IsProxy;

[Keeps("DOOR-3")]
public sealed class AskingMuchAtOnce
{
    [Fact]
    public async Task Ten_thousand_lines_in_one_go_get_ten_thousand_answers()
    {
        await using var service = await LineHost.Start();
        using var client = await service.LoggedIn();
        var names = Enumerable.Range(0, 10_000).Select(i => $"{(i % 2 == 0 ? "free" : "taken")}{i % 500}.test").ToList();

        var sending = client.Send(string.Join("\r\n", names.Select(name => "IS " + name)));
        var answers = new List<string?>();
        for (var i = 0; i < names.Count; i++)
            answers.Add(await client.Hear());
        await sending;

        Assert.Equal(
            names.Select(name => name + (name[0] == 'f' ? " available" : " not available")).Order(StringComparer.Ordinal),
            answers.Order(StringComparer.Ordinal)
        );
        Assert.InRange(service.Registry.Most, 1, AskRdap.AtOnce);
    }

    [Fact]
    public async Task Answers_come_as_they_become_ready()
    {
        await using var service = await LineHost.Start();
        using var client = await service.LoggedIn();

        await client.Send("IS slow.test\r\nIS free.test\r\nHELLO");

        Assert.Equal("400 Unknown command", await client.Hear());
        Assert.Equal("free.test available", await client.Hear());
        service.Registry.Release();
        Assert.Equal("slow.test available", await client.Hear());
    }

    [Fact]
    public async Task With_64_unanswered_lines_reading_pauses_until_one_is_answered()
    {
        await using var service = await LineHost.Start();
        using var client = await service.LoggedIn();
        await client.Send(string.Join("\r\n", Enumerable.Range(0, 63).Select(i => $"IS slow{i}.test")));
        Assert.Equal("400 Unknown command", await client.Ask("HELLO"));

        await client.Send("IS slow63.test\r\nHELLO");
        var isSilent = await client.IsSilent();
        service.Registry.Release();
        var answers = new List<string?>();
        for (var i = 0; i < 65; i++)
            answers.Add(await client.Hear());

        Assert.True(isSilent);
        Assert.Equal(64, answers.Count(answer => answer!.EndsWith(" available", StringComparison.Ordinal)));
        Assert.Contains("400 Unknown command", answers);
    }

    [Theory]
    [InlineData("QUIT")]
    [InlineData("CLOSE")]
    public async Task What_was_asked_is_answered_before_the_end_and_what_comes_later_is_not_read(string word)
    {
        await using var service = await LineHost.Start();
        using var client = await service.LoggedIn();

        await client.Send($"IS slow.test\r\n{word}\r\nIS free.test");
        var isSilent = await client.IsSilent();
        service.Registry.Release();

        Assert.True(isSilent);
        Assert.Equal("slow.test available", await client.Hear());
        Assert.Null(await client.Hear());
    }

    [Fact]
    public async Task A_client_that_has_said_all_still_hears_the_answers()
    {
        await using var service = await LineHost.Start();
        using var client = await service.LoggedIn();

        await client.Send("IS free.test\r\nIS taken.test");
        client.SaidAll();

        Assert.Equal(
            ["free.test available", "taken.test not available"],
            new[] { await client.Hear(), await client.Hear() }.Order(StringComparer.Ordinal)
        );
        Assert.Null(await client.Hear());
    }

    [Fact]
    public async Task Log_ins_are_waited_for_by_the_lines_behind_them()
    {
        await using var service = await LineHost.Start();
        using var client = await service.Connect();
        var person = service.Person;

        await client.Send(
            $"IS free.test\r\nLOGIN {person.Account.Handle}/{person.User.Login} {person.Password}\r\nIS free.test\r\nQUIT"
        );

        Assert.Equal("400 not authenticated", await client.Hear());
        Assert.Equal("100 Login ok", await client.Hear());
        Assert.Equal("free.test available", await client.Hear());
        Assert.Null(await client.Hear());
    }
}

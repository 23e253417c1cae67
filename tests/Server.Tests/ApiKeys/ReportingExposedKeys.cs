using System.Net;
using System.Text;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Tests.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ApiKeys;

[Keeps("APIKEY-10")]
public sealed class ReportingExposedKeys
{
    private const string Address = "/exposed-keys";

    [Theory]
    [InlineData("application/json", """{"key":"KEY"}""")]
    [InlineData(
        "application/json",
        """[{"token":"KEY","type":"sallyport_api_key","url":"https://x.test/1","source":"commit"}]"""
    )]
    [InlineData("application/json", """["secret-token:KEY"]""")]
    [InlineData("application/x-www-form-urlencoded", "key=KEY&a=b")]
    [InlineData("application/x-www-form-urlencoded", "key=secret-token%3AKEY%0A")]
    [InlineData("text/plain", "GET / HTTP/1.1\nAuthorization: ApiKey KEY\n")]
    [InlineData("application/octet-stream", "\u0001 no { JSON \"KEY\"")]
    [Keeps("ALWAYS-10"), Keeps("SIGN-14")]
    public async Task A_reported_key_is_dead_at_once_however_it_is_reported_and_its_owner_is_mailed(string type, string body)
    {
        await using var server = await TestServer.Start();
        var ben = await CheckingKeys.Somebody(server);
        var (key, text) = await Keys.Of(server, ben);
        Assert.True((await CheckingKeys.Check(server, text)).HasPassed);

        var answer = await Report(server, body.Replace("KEY", text, StringComparison.Ordinal), type);

        Assert.Equal((HttpStatusCode.OK, """{"received":true}"""), (answer.Status, answer.Body));
        Assert.Equal(KeyRefusal.Deleted, (await CheckingKeys.Check(server, text)).Refusal);
        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "apiKeyExposed");
        Assert.Equal(key.Id, Assert.Single(await Trail.Of(server, ben.Account.Id, "api_key_exposed"))["key"]);
    }

    /// <summary>An attack: a text that opens nothing any more, found in an old backup, is no way to end the key that took its place.</summary>
    [Fact]
    [Keeps("APIKEY-9")]
    public async Task The_text_before_a_renewal_ends_the_key_as_long_as_it_works_itself()
    {
        await using var server = await TestServer.Start();
        var ben = await CheckingKeys.Somebody(server);
        foreach (var isOver in new[] { true, false })
        {
            var (key, former) = await Keys.Of(server, ben);
            var renewed = await server
                .Get<RotateApiKey>()
                .Rotate(
                    Caller.OfCommandLine("test"),
                    ben.User.Id,
                    key.Id,
                    key.Hint,
                    TimeSpan.FromHours(1),
                    TestContext.Current.CancellationToken
                );
            var text = Assert.IsType<RotatedApiKey.Done>(renewed).Text.RevealText();
            server.Secrets.AddApiKey(text);
            if (isOver)
                server.Clock.Advance(TimeSpan.FromHours(1));

            await Report(server, former, "text/plain");

            Assert.Equal(isOver, (await CheckingKeys.Check(server, text)).HasPassed);
        }
    }

    [Fact]
    [Keeps("ALWAYS-6")]
    public async Task The_answer_is_the_same_whether_there_was_such_a_key()
    {
        await using var server = await TestServer.Start();
        var (_, text) = await Keys.Of(server, await CheckingKeys.Somebody(server));
        var name = (await server.Read(tx => tx.Installation.Get())).Name;
        string[] reports =
        [
            text,
            text,
            ApiKeyText.New(name, server.Random).RevealText(),
            ApiKeyText.New("elsewhere", server.Random).RevealText(),
            "nonsense",
            "",
        ];

        var answers = new List<(HttpStatusCode, string, string)>();
        foreach (var report in reports)
        {
            var answer = await Report(server, report, "text/plain");
            answers.Add(
                (answer.Status, answer.Body, string.Join(',', answer.Headers.Select(h => h.Key).Order(StringComparer.Ordinal)))
            );
        }

        Assert.Single(answers.Distinct());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task All_keys_of_a_list_are_dead_those_of_one_account_and_another(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (ben, cleo) = (await CheckingKeys.Somebody(server), await CheckingKeys.Somebody(server));
        var texts = new List<string>();
        foreach (var person in new[] { ben, cleo, ben })
            texts.Add((await Keys.Of(server, person)).Text);

        await Report(
            server,
            "[" + string.Join(',', texts.Select(text => $$"""{"token":"{{text}}"}""")) + "]",
            "application/json"
        );

        foreach (var text in texts)
            Assert.Equal(KeyRefusal.Deleted, (await CheckingKeys.Check(server, text)).Refusal);
    }

    [Fact]
    public async Task What_is_too_long_is_refused_and_kills_nothing()
    {
        await using var server = await TestServer.Start();
        var (_, text) = await Keys.Of(server, await CheckingKeys.Somebody(server));
        var many = string.Join(
            ' ',
            Enumerable.Range(0, 101).Select(_ => ApiKeyText.New("elsewhere", server.Random).RevealText())
        );

        foreach (var report in new[] { text + new string(' ', 64 * 1024), text + " " + many })
        {
            var answer = await Report(server, report, "text/plain");
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
            Assert.Contains("\"code\":\"too_large\"", answer.Body, StringComparison.Ordinal);
        }

        Assert.True((await CheckingKeys.Check(server, text)).HasPassed);
    }

    [Fact]
    public async Task Too_many_reports_of_one_address_are_turned_away_and_those_of_another_are_not()
    {
        await using var server = await TestServer.Start();
        for (var i = 0; i < AddressBudget.Burst; i++)
            Assert.Equal(HttpStatusCode.OK, (await Report(server, "", "text/plain")).Status);

        var answer = await Report(server, "", "text/plain");

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.Equal(AddressBudget.Refill, answer.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.OK, (await Report(server, "", "text/plain", "127.0.0.9")).Status);
    }

    private static Task<Page> Report(TestServer server, string body, string type, string from = "127.0.0.1")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = new(type);
        return server.Browser(from).Send(request);
    }
}

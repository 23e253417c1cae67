using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Tests.Host;
using Xunit;

namespace Sallyport.Server.Tests.ApiKeys;

/// <summary>Keys by the pages, and by the verb for tests about something else.</summary>
internal static class Keys
{
    public const string Own = "/me/api-keys";

    /// <summary>By the form, which shows it once.</summary>
    public static async Task<string> Create(TestServer server, Browser browser, params (string, string?)[] fields)
    {
        await browser.Submit(
            browser.Page?.Path is { } at && at.EndsWith("api-keys", StringComparison.Ordinal) ? at : Own,
            fields
        );
        return Shown(server, browser.Page!);
    }

    public static string Shown(TestServer server, Page page)
    {
        var key = Assert.Single(page.TextsOf("#api-key"));
        server.Secrets.AddApiKey(key);
        return key;
    }

    /// <summary>Made for the person at the command line.</summary>
    public static async Task<(ApiKey Key, string Text)> Of(
        TestServer server,
        Person person,
        Func<NewApiKey, NewApiKey>? change = null
    )
    {
        var wanted = new NewApiKey
        {
            Description = "Billing",
            Accesses = ["API"],
            AskedBy = server.Random.Id(),
        };
        var issued = await server
            .Get<IssueApiKey>()
            .Issue(
                Caller.OfCommandLine("test"),
                person.User.Id,
                change is null ? wanted : change(wanted),
                TestContext.Current.CancellationToken
            );
        var done = Assert.IsType<IssuedApiKey.Done>(issued);
        server.Secrets.AddApiKey(done.Text.RevealText());
        return (done.Key, done.Text.RevealText());
    }
}

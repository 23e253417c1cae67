using Dapper;
using Microsoft.Extensions.Logging;
using Sallyport.Server.Tests.Audit;
using Sallyport.Server.Tests.AuthenticatorApps;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>Walks the main ways with secrets that it knows, and then looks for them in tables, files, logs, mails and the trail (ALWAYS-6).</summary>
[Keeps("ALWAYS-6")]
public sealed class LookingForSecretsInWhatIsKept
{
    private const string NewPassword = "quince-harbour-violin-77";
    private const string ResetPassword = "marble-sunday-kettle-31";
    private readonly KnownSecrets secrets = new();
    private readonly KeptLines logs = new();

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Nothing_that_opens_anything_is_found(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        server.Get<ILoggerFactory>().AddProvider(logs);
        var company = await server.Given.Account(handle: "acme");
        await Walk(server, company);

        var found = new List<string>();
        found.AddRange(await InTables(server));
        found.AddRange(await InMails(server));
        found.AddRange(logs.Lines.SelectMany(line => secrets.FoundIn("log: " + line, line)));
        foreach (
            var file in Directory
                .EnumerateFiles(server.Settings.DataFolder)
                .Where(f => !f.Contains(".keys", StringComparison.Ordinal))
        )
            found.AddRange(secrets.FoundIn(file, await Bytes(file)));

        Assert.Empty(found);
        Assert.Empty(await Undocumented(server, company));
    }

    private async Task Walk(TestServer server, Company company)
    {
        var admin = company.Administrator;
        secrets.Password(admin.Password);
        using var browser = await server.WithPassword(admin);
        await Enrol(server, browser, admin);
        await Change(server, browser, admin);
        await TypeSecretsIntoWrongPlaces(server, admin);
        await SignInWithRecoveryCode(server, admin);
        await Reset(server, admin);
    }

    private async Task Enrol(TestServer server, Browser browser, Person admin)
    {
        var answer = await server.Enrol(browser, admin);
        secrets.Seed(admin.Seed!);
        secrets.Code(server.Given.Code(admin, -1));
        Assert.NotEmpty(answer.Codes());
        foreach (var code in answer.Codes())
            secrets.RecoveryCode(code);
        admin.Password = Person.UsualPassword;
        secrets.Cookies(browser.Cookies);
        codes = answer.Codes();
        await browser.Submit(("saved", "true"));
    }

    private IReadOnlyList<string> codes = [];

    private async Task Change(TestServer server, Browser browser, Person admin)
    {
        secrets.Password(NewPassword);
        var page = await browser.Enter(
            "/me/security/password",
            ("oldPassword", admin.Password),
            ("password", NewPassword),
            ("passwordAgain", NewPassword)
        );
        Assert.Empty(page.Errors);
        admin.Password = NewPassword;
        secrets.Cookies(browser.Cookies);
        using var again = await server.WithPassword(admin);
        secrets.Cookies(again.Cookies);
        await again.Enter("/sign-in/second-factor", ("code", secrets.Code(server.Given.Code(admin))));
        server.Given.NextCode();
        secrets.Cookies(again.Cookies);
    }

    // People do: a password in the name's box, a wrong code, a form that has run out.
    private async Task TypeSecretsIntoWrongPlaces(TestServer server, Person admin)
    {
        using var browser = server.Browser("127.0.4.1");
        secrets.Password("crimson-otter-ladder-5");
        await browser.Submit("/sign-in", ("login", "crimson-otter-ladder-5"), ("password", admin.Password));
        await browser.Submit("/sign-in", ("login", admin.User.Email), ("password", "crimson-otter-ladder-5"));
        await browser.Submit(
            "/sign-in",
            ("login", admin.User.Email),
            ("password", admin.Password),
            ("__RequestVerificationToken", "stale")
        );
        using var half = await server.WithPassword(admin);
        secrets.Cookies(half.Cookies);
        await half.Submit("/sign-in/second-factor", ("code", secrets.Code(server.Given.Code(admin, -40))));
    }

    private async Task SignInWithRecoveryCode(TestServer server, Person admin)
    {
        using var browser = await server.WithPassword(admin);
        var page = await browser.Submit("/sign-in/recovery", ("code", codes[0]));
        Assert.DoesNotContain("/sign-in", page.Location, StringComparison.Ordinal);
        secrets.Cookies(browser.Cookies);
    }

    private async Task Reset(TestServer server, Person admin)
    {
        secrets.Password(ResetPassword);
        using var browser = server.Browser("127.0.4.2");
        await browser.Submit("/sign-in/forgotten", ("login", admin.User.Email));
        var link = await server.Mailbox.LinkTo(admin);
        secrets.Token("link", link.Split("token=")[1]);
        await browser.Enter(link, ("password", ResetPassword), ("passwordAgain", ResetPassword));
        admin.Password = ResetPassword;
        using var after = await server.WithPassword(admin);
        Assert.Equal("/sign-in/second-factor", after.Page.Location?.Split('?')[0]);
    }

    private async Task<IEnumerable<string>> InTables(TestServer server)
    {
        var found = new List<string>();
        await using var connection = await server.Database.Engine.Connect(CancellationToken.None);
        var names =
            server.Database.Engine.Name == "sqlite"
                ? "SELECT name FROM sqlite_master WHERE type = 'table'"
                : "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()";
        foreach (var table in await connection.QueryAsync<string>(names))
        foreach (IDictionary<string, object?> row in await connection.QueryAsync($"SELECT * FROM {table}"))
        foreach (var (column, value) in row)
            found.AddRange(
                value is byte[] bytes
                    ? secrets.FoundIn($"{table}.{column}", bytes)
                    : secrets.FoundIn($"{table}.{column}", $"{value}")
            );
        return found;
    }

    // A mail may carry a link that works once, and nothing else. That the link is found shows that looking works.
    private async Task<IEnumerable<string>> InMails(TestServer server)
    {
        var found = (await server.Mailbox.All())
            .SelectMany(mail => secrets.FoundIn($"mail {mail.Kind}", $"{mail.Subject}\n{mail.Text}\n{mail.Html}"))
            .ToList();
        Assert.Contains("link in mail passwordResetLink", found);
        return found.Where(place => place != "link in mail passwordResetLink");
    }

    private static async Task<IEnumerable<string>> Undocumented(TestServer server, Company company)
    {
        var documented = DocumentedEvents.Read();
        var rows = await server.Read(tx => tx.AuditTrail.Chain(company.Account.Id, 0, 1_000));
        Assert.Contains(rows, row => row.Action == "recovery_code_used");
        return rows.SelectMany(row => DocumentedEvents.UnknownIn(row, documented)).Distinct();
    }

    // The server has it open.
    private static async Task<byte[]> Bytes(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }
}

using System.Text.Json;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Cli;

[Keeps("ADMIN-10")]
public sealed class SettingUpFromAScript
{
    [Fact]
    public async Task The_first_verb_on_an_empty_folder_makes_tables_and_key_file_and_the_account()
    {
        using var shell = new Shell();

        var made = await shell.MakeAcme();

        Assert.Equal(0, made.Code);
        Assert.Equal("acme", made.Json.GetProperty("handle").GetString());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Combine(shell.Folder, "sallyport.keys"))
            );
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_a_script_makes_beside_a_running_server_signs_in_there_at_once(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        using var shell = new Shell(server);
        await shell.MakeAcme("numbering");
        var line = "user create --account acme --login ben --email ben@acme.test --password-stdin";
        Assert.Equal(0, (await shell.Run(line, "lantern tuesday plum\n")).Code);
        using var browser = server.Browser();

        var page = await browser.Submit("/sign-in", ("login", "ben"), ("password", "lantern tuesday plum"));

        Assert.Equal("/me", page.Location);
    }

    [Fact]
    public async Task One_newline_at_the_end_of_a_password_is_dropped_and_no_more()
    {
        await using var server = await TestServer.Start();
        using var shell = new Shell(server);
        await shell.MakeAcme("numbering");
        var line = "user create --account acme --login ben --email ben@acme.test --password-stdin";
        await shell.Run(line, " two ends are spaces \r\n");
        using var browser = server.Browser();

        var page = await browser.Submit("/sign-in", ("login", "ben"), ("password", " two ends are spaces "));

        Assert.Equal("/me", page.Location);
    }

    [Fact]
    public async Task Without_a_password_a_link_is_mailed()
    {
        await using var server = await TestServer.Start();
        using var shell = new Shell(server);
        await shell.MakeAcme();

        await shell.Run("user create --account acme --login ben --email ben@acme.test");

        Assert.Equal("ben@acme.test", Assert.Single(await server.Mailbox.All()).To);
    }

    [Theory]
    [InlineData("BAD", "ben", "ben@acme.test", "handle_malformed")]
    [InlineData("acme", "ben", "ben@acme.test", "handle_taken")]
    [InlineData("other", "b/n", "ben@acme.test", "login_malformed")]
    [InlineData("other", "ben", "nonsense", "email_malformed")]
    [InlineData("other", "ben", "admin@acme.test", "email_taken")]
    public async Task What_cannot_be_made_is_refused_with_a_word_and_exit_code_1(
        string handle,
        string login,
        string email,
        string code
    )
    {
        using var shell = new Shell();
        await shell.MakeAcme();

        var refused = await shell.Run(
            $"account create --handle {handle} --name Other --login {login} --email {email} --password-stdin --json",
            Person.UsualPassword
        );

        Assert.Equal(1, refused.Code);
        Assert.Equal(code, refused.Json.GetProperty("error").GetString());
        Assert.Empty(refused.Out);
    }

    [Fact]
    public async Task What_is_not_understood_ends_with_exit_code_2_and_a_hint()
    {
        using var shell = new Shell();

        var ran = await shell.Run("account create --handle acme");

        Assert.Equal(2, ran.Code);
        Assert.Contains("--login", ran.Error, StringComparison.Ordinal);
        Assert.Contains("sallyport account create --help", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2025-01-02", "2025-01-02T00:00:00Z")]
    [InlineData("2025-01-02T03:04:05+02:00", "2025-01-02T01:04:05Z")]
    [InlineData("2025-01-02T03:04:05", "2025-01-02T03:04:05Z")]
    [Keeps("MUST-1")]
    public async Task Dates_without_an_offset_are_utc_and_never_clears(string typed, string kept)
    {
        using var shell = new Shell();

        var set = await shell.Run($"installation set cutOff={typed} everybodyFrom={typed} --json");
        var cleared = await shell.Run("installation set everybodyFrom=never --json");

        Assert.Equal(kept, set.Json.GetProperty("cutOff").GetString());
        Assert.Equal(kept, set.Json.GetProperty("everybodyFrom").GetString());
        Assert.Equal(kept, cleared.Json.GetProperty("cutOff").GetString());
        Assert.Equal(JsonValueKind.Null, cleared.Json.GetProperty("everybodyFrom").ValueKind);
    }

    [Theory]
    [InlineData("cutOff=yesterday")]
    [InlineData("cutOff=never")]
    [InlineData("somethingElse=2025-01-01")]
    [InlineData("cutOff")]
    public async Task A_bad_pair_changes_nothing(string pair)
    {
        using var shell = new Shell();
        var before = await shell.Run("installation show");

        var refused = await shell.Run($"installation set everybodyFrom=2025-01-01 {pair}");

        Assert.Equal(1, refused.Code);
        Assert.Equal(before.Out, (await shell.Run("installation show")).Out);
    }

    [Fact]
    public async Task A_policy_is_set_wholly_or_not_at_all_and_a_bad_word_is_told_its_rule()
    {
        using var shell = new Shell();
        await shell.MakeAcme();

        var refused = await shell.Run("policy set --account acme graceDays=3 bites=sometimes");

        Assert.Equal(1, refused.Code);
        Assert.Contains("everyRequest, nextSignIn", refused.Error, StringComparison.Ordinal);
        Assert.Contains("graceDays=14", (await shell.Run("policy show --account acme")).Out, StringComparison.Ordinal);
        var set = await shell.Run("policy set --account acme graceDays=3 methods=app,securityKey --json");
        Assert.Equal("3", set.Json.GetProperty("policy").GetProperty("graceDays").GetString());
        Assert.Equal("app,securityKey", set.Json.GetProperty("policy").GetProperty("methods").GetString());
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("--mail ", 1)]
    [Keeps("MUST-7")]
    public async Task Policy_set_says_whom_a_requirement_reaches_and_mails_them_where_it_is_told_to(string mail, int mailed)
    {
        await using var server = await TestServer.Start();
        server.Clock.SetTo(DateTimeOffset.UtcNow);
        var company = await server.Given.Account("console", handle: "acme");
        await server.Given.App(company.Administrator);
        var ben = await server.Given.User(company, "benno");
        using var shell = new Shell(server);

        var set = await shell.Run($"policy set --account acme {mail}requirement=required");
        var again = await shell.Run("policy set --account acme requiredStrength=phishingResistant --json");

        Assert.Contains($"must enrol: benno. Mailed: {mailed}.", set.Out, StringComparison.Ordinal);
        Assert.Equal(mailed, (await server.Mailbox.Of(ben)).Count(mail => mail.Kind == "mfaRequired"));
        Assert.Equal(2, again.Json.GetProperty("reached").GetArrayLength());
        Assert.NotEqual(0, again.Json.GetProperty("warnings").GetArrayLength());
    }

    [Fact]
    public async Task Policy_show_prints_every_setting()
    {
        using var shell = new Shell();
        await shell.MakeAcme();

        var shown = await shell.Run("policy show --account acme");

        Assert.Equal(PolicySettings.All.Select(s => s.Name), shown.Out.TrimEnd().Split('\n').Select(line => line.Split('=')[0]));
    }

    [Fact]
    [Keeps("MUST-10")]
    public async Task Reset_mfa_removes_all_factors_and_mails_user_and_administrators()
    {
        await using var server = await TestServer.Start();
        // The command line has the machine's clock.
        server.Clock.SetTo(DateTimeOffset.UtcNow);
        var company = await server.Given.Account(handle: "acme");
        var ben = await server.Given.Enrolled(company);
        using var browser = await server.Given.SignedIn(ben);
        using var shell = new Shell(server);

        var reset = await shell.Run($"user reset-mfa --account acme --login {ben.User.Login} --reason lost --json");

        Assert.Equal(1, reset.Json.GetProperty("factorsRemoved").GetInt32());
        Assert.Equal("/sign-in", (await browser.Get("/me")).Location?.Split('?')[0]);
        Assert.Contains(
            "Reason: lost",
            Assert.Single(await server.Mailbox.Of(company.Administrator)).Text,
            StringComparison.Ordinal
        );
        Assert.Contains(await server.Mailbox.Of(ben), mail => mail.Kind == "mfaRemoved");
        var action = Words.Snake(AuditAction.MfaRemoved);
        var question = new AuditQuestion(company.Account.Id, null, null, "", action, 10, 0);
        Assert.Equal("command_line", Assert.Single(await server.Read(tx => tx.AuditTrail.Page(question))).Door);
    }

    [Fact]
    [Keeps("MUST-1")]
    public async Task An_account_that_moves_in_keeps_its_age()
    {
        using var shell = new Shell();

        var made = await shell.Run(
            "account create --handle old --name Old --preset registrar --login admin --email o@old.test --password-stdin --created-at 2019-05-06 --json",
            Person.UsualPassword
        );

        Assert.Equal("2019-05-06T00:00:00Z", made.Json.GetProperty("createdAt").GetString());
    }
}

using Sallyport.Server.Web;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Cli;

public sealed class SettingsFromManyPlaces
{
    [Fact]
    public void The_document_lists_every_setting_with_default_and_meaning()
    {
        var listed = File.ReadLines(Repository.File("docs/configuration.md"))
            .Where(line => line.StartsWith("| `SALLYPORT_", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..4]);

        Assert.Equal(
            Setting.All.Select(s => new[] { $"`{s.Name}`{(s.IsSecret ? " *secret*" : "")}", s.Default, s.Meaning }),
            listed
        );
    }

    [Fact]
    public async Task The_environment_wins_over_the_file_and_an_option_over_both()
    {
        using var shell = new Shell();
        var file = Path.Combine(shell.Folder, "own.conf");
        await File.WriteAllTextAsync(
            file,
            "# a comment\nSALLYPORT_URLS=http://localhost:1\nSALLYPORT_MAIL_FROM=file@acme.test\nSALLYPORT_KEY_FILE=/tmp/by-file\n"
        );
        shell
            .With("SALLYPORT_CONFIG", file)
            .With("SALLYPORT_URLS", "http://localhost:2")
            .With("SALLYPORT_KEY_FILE", "/tmp/by-environment");

        var shown = (await shell.Run("settings --key-file /tmp/by-option --json")).Json;

        Assert.Equal("http://localhost:2", shown.GetProperty("SALLYPORT_URLS").GetString());
        Assert.Equal("file@acme.test", shown.GetProperty("SALLYPORT_MAIL_FROM").GetString());
        Assert.Equal("/tmp/by-option", shown.GetProperty("SALLYPORT_KEY_FILE").GetString());
    }

    [Theory]
    [InlineData("https://portal.bücher.test:8443/", "https://portal.xn--bcher-kva.test:8443/")]
    [InlineData("https://portal.acme.test.:8443/", "https://portal.acme.test:8443/")]
    [InlineData("https://portal.acme.test", "https://portal.acme.test/")]
    [InlineData("http://[::1]:5000", "http://[::1]:5000/")]
    [Keeps("KEY-8")]
    public async Task The_public_address_is_kept_as_browsers_write_it(string given, string kept)
    {
        using var shell = new Shell();
        shell.With("SALLYPORT_PUBLIC_URL", given);

        var shown = (await shell.Run("settings --json")).Json;

        Assert.Equal(kept, shown.GetProperty("SALLYPORT_PUBLIC_URL").GetString());
    }

    [Fact]
    public async Task Secrets_are_never_shown_and_may_stand_in_files_of_their_own()
    {
        using var shell = new Shell();
        var file = Path.Combine(shell.Folder, "password");
        await File.WriteAllTextAsync(file, "hunter-two-hunter\n");
        shell.With("SALLYPORT_SMTP_PASSWORD_FILE", file).With("SALLYPORT_SETUP_TOKEN", "open-sesame");

        var shown = await shell.Run("settings");

        Assert.Contains("SALLYPORT_SMTP_PASSWORD=(set)", shown.Out, StringComparison.Ordinal);
        Assert.Contains("SALLYPORT_SETUP_TOKEN=(set)", shown.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", shown.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", shown.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SALLYPORT_RDPA", "SALLYPORT_RDAP")]
    [InlineData("SALLYPORT_URL", "SALLYPORT_URLS")]
    [InlineData("SALLYPORT_PUBLIC_URI", "SALLYPORT_PUBLIC_URL")]
    [InlineData("SALLYPORT_TRUSTED_PROXY", "SALLYPORT_TRUSTED_PROXIES")]
    [InlineData("SALLYPORT_SMTP_PASS_FILE", "SALLYPORT_SMTP_PASSWORD_FILE")]
    [InlineData("SALLYPORT_DATABASE_URL", "SALLYPORT_DATABASE")]
    [InlineData("SALLYPORT_URLS_FILE", "SALLYPORT_URLS")]
    [InlineData("SALLYPORT_KEYFILE", "SALLYPORT_KEY_FILE")]
    [InlineData("sallyport_urls", "SALLYPORT_URLS")]
    [InlineData("SALLYPORT_TESTS", null)]
    [InlineData("SALLYPORT_PORT", null)]
    [InlineData("SALLYPORT_", null)]
    public async Task A_name_in_the_environment_that_is_no_setting_is_warned_of_with_what_is_meant(string name, string? meant)
    {
        using var shell = new Shell();

        var shown = await shell.With(name, "8080-and-more").Run("settings");

        var question = meant is null ? "" : $"Is {meant} meant? ";
        Assert.Equal(0, shown.Code);
        Assert.Equal($"Warning: {name} is no setting. {question}docs/configuration.md lists them.", shown.Error.Trim());
        Assert.DoesNotContain("8080-and-more", shown.Out, StringComparison.Ordinal);
        Assert.Equal("", (await shell.Run("settings --json")).Error);
    }

    [Fact]
    public async Task What_a_cluster_says_of_a_service_of_that_name_is_not_warned_of()
    {
        using var shell = new Shell();
        foreach (
            var name in new[]
            {
                "SALLYPORT_SERVICE_HOST",
                "SALLYPORT_SERVICE_PORT",
                "SALLYPORT_SERVICE_PORT_HTTP",
                "SALLYPORT_PORT_8080_TCP",
                "SALLYPORT_PORT_8080_TCP_PROTO",
                "SALLYPORT_PORT_8080_TCP_PORT",
                "SALLYPORT_PORT_8080_TCP_ADDR",
                "SALLYPORT_DB_SERVICE_HOST",
                "SALLYPORT_DB_PORT_5432_TCP_ADDR",
                "SALLYPORT_TEST_POSTGRES",
                "SALLYPORT_SETUP_TOKEN_FILE",
                "PATH",
            }
        )
            shell.With(name, "");

        var shown = await shell
            .With("SALLYPORT_PORT", "tcp://10.0.0.7:8080")
            .With("SALLYPORT_DB_PORT", "tcp://10.0.0.8:5432")
            .With("SALLYPORT_MAIL_FROM", "portal@acme.test")
            .Run("settings");

        Assert.Equal((0, ""), (shown.Code, shown.Error));
    }

    [Fact]
    public async Task A_file_s_name_for_what_is_no_secret_hides_no_other_place()
    {
        using var shell = new Shell();
        var file = Path.Combine(shell.Folder, "own.conf");
        await File.WriteAllTextAsync(file, "SALLYPORT_MAIL_FROM=file@acme.test\n");

        var shown = await shell
            .With("SALLYPORT_CONFIG", file)
            .With("SALLYPORT_MAIL_FROM_FILE", "/run/secrets/sender")
            .Run("settings");

        Assert.Contains("SALLYPORT_MAIL_FROM=file@acme.test", shown.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SALLYPORT_ULRS=http://localhost:1", "SALLYPORT_ULRS is no setting. Is SALLYPORT_URLS meant?")]
    [InlineData("SALLYPORT_URLS_FILE=/run/urls", "SALLYPORT_URLS_FILE is no setting. Is SALLYPORT_URLS meant?")]
    [InlineData("no equals sign", "own.conf")]
    [InlineData("SALLYPORT_URLS=ftp://x", "SALLYPORT_PUBLIC_URL")]
    [InlineData("SALLYPORT_TRUSTED_PROXIES=10.0.0.0/99", "SALLYPORT_TRUSTED_PROXIES")]
    [InlineData("SALLYPORT_MAIL_FROM=nobody", "SALLYPORT_MAIL_FROM")]
    [InlineData("SALLYPORT_SMTP=submission://x:465", "SALLYPORT_SMTP")]
    [InlineData("SALLYPORT_SMTP_NAME=two words", "SALLYPORT_SMTP_NAME")]
    [InlineData("SALLYPORT_ISPROXY=here", "SALLYPORT_ISPROXY:")]
    [InlineData("SALLYPORT_ISPROXY=127.0.0.1", "SALLYPORT_ISPROXY:")]
    [InlineData("SALLYPORT_ISPROXY=127.0.0.1:4343", "SALLYPORT_ISPROXY_CERTIFICATE")]
    [InlineData("SALLYPORT_ISPROXY_TLS=perhaps", "SALLYPORT_ISPROXY_TLS")]
    [InlineData("SALLYPORT_RDAP=ftp://rdap.test", "SALLYPORT_RDAP")]
    public async Task A_line_that_cannot_be_read_is_refused_by_name(string line, string named)
    {
        using var shell = new Shell();
        var file = Path.Combine(shell.Folder, "own.conf");
        await File.WriteAllTextAsync(file, line + "\n");

        var refused = await shell.With("SALLYPORT_CONFIG", file).Run("settings");

        Assert.Equal(1, refused.Code);
        Assert.Contains(named, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_file_that_is_not_there_is_refused()
    {
        using var shell = new Shell();

        var refused = await shell.With("SALLYPORT_CONFIG", "/nowhere/own.conf").Run("settings");

        Assert.Equal(1, refused.Code);
        Assert.Contains("/nowhere/own.conf", refused.Error, StringComparison.Ordinal);
    }
}

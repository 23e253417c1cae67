using System.Text;
using Sallyport.Server.Cli;
using Xunit;

namespace Sallyport.Server.Tests.Cli;

public sealed class TheHelp
{
    [Fact]
    public async Task Every_verb_has_help_and_it_is_the_approved_text()
    {
        var text = new StringBuilder();
        await Append(text, CommandLine.Verbs(), []);

        var approved = Repository.File("tests/Server.Tests/Cli/help.approved.txt");
        // Look at the difference, and take it over by setting SALLYPORT_APPROVE=1 for one run.
        if (Environment.GetEnvironmentVariable("SALLYPORT_APPROVE") == "1")
            await File.WriteAllTextAsync(approved, text.ToString());
        Assert.Equal(await File.ReadAllTextAsync(approved), text.ToString());
    }

    private static async Task Append(StringBuilder text, System.CommandLine.Command command, IReadOnlyList<string> path)
    {
        using var output = new StringWriter();
        using var input = new StringReader("");
        var code = await CommandLine.Run([.. path, "--help"], new Terminal(input, output, output, _ => null));
        Assert.Equal(0, code);
        // The first line of the usage names the running program, which is the test's here.
        var help = output
            .ToString()
            .Replace(System.CommandLine.RootCommand.ExecutableName, "sallyport", StringComparison.Ordinal);
        text.Append("$ sallyport ").AppendJoin(' ', [.. path, "--help"]).Append('\n');
        foreach (var line in help.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd().Split('\n'))
            text.Append(line.TrimEnd()).Append('\n');
        text.Append('\n');
        foreach (var child in command.Subcommands)
            await Append(text, child, [.. path, child.Name]);
    }
}

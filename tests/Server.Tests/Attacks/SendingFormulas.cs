using System.Text;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>Names and browsers that a spreadsheet would take for formulas, in the files that administrators export.</summary>
[Keeps("ADMIN-8")]
public sealed class SendingFormulas
{
    private const string Alphabet = "=+-@＝＋－＠﹦−;,|\t\r\n\0\"' \u00A0\u200Babc1";

#pragma warning disable CA5394 // The texts are made up, and the same at every run.
    [Fact]
    public void Wherever_a_line_is_divided_no_cell_begins_like_a_formula()
    {
        var random = new Random(20250106);
        for (var round = 0; round < 20_000; round++)
        {
            string[] cells = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Text(random))];

            var line = Csv.Line(cells);

            foreach (var separator in Csv.Separators)
            foreach (var cell in line.Split(separator))
                Assert.False(BeginsLikeAFormula(cell), $"{line} divided at {(int)separator:x}: {cell}");
            Assert.Equal(cells.Select(Bare), Read(line).Select(Bare));
        }
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("Mozilla/5.0;=cmd|' /C calc'!A0", "\"Mozilla/5.0;'=cmd|' /C calc'!A0\"")]
    [InlineData("a\t＠SUM(1)", "\"a\t'＠SUM(1)\"")]
    [InlineData("a; \"=1", "\"a; \"\"'=1\"")]
    [InlineData("plain - text, with @ signs = fine", "\"plain - text, with @ signs = fine\"")]
    public void An_apostrophe_stands_before_the_sign_and_nothing_else_changes(string text, string written) =>
        Assert.Equal(written + "\r\n", Csv.Line(text));

    [Fact]
    public async Task Exports_of_trail_and_users_obey_nobody()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        using (var stranger = server.Browser())
        {
            var form = await stranger.Fill("/sign-in", ("login", company.Administrator.User.Login), ("password", "a wrong one"));
            var request = form.Request();
            request.Headers.Remove("User-Agent");
            request.Headers.TryAddWithoutValidation("User-Agent", "Mozilla/5.0;=cmd|' /C calc'!A0");
            await stranger.Send(request);
        }
        var ben = await server.Given.User(company, "ben");
        await server.Write(async tx =>
            await tx.Users.ChangeDetails(
                (await tx.Users.Find(ben.User.Id))! with
                {
                    GivenName = "Ben;=HYPERLINK(1)",
                    FamilyName = "|+1",
                }
            )
        );
        using var browser = await server.Given.SignedIn(company.Administrator);

        foreach (var address in (string[])["/account/users?export=csv", "/account/audit?download=csv"])
        {
            var file = (await browser.Get(address)).Body;
            Assert.Contains(";'=", file, StringComparison.Ordinal);
            foreach (var separator in Csv.Separators)
                Assert.All(file.Split(separator), cell => Assert.False(BeginsLikeAFormula(cell), cell));
        }
    }

    private static string Text(Random random) =>
        new([.. Enumerable.Range(0, random.Next(0, 9)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);

#pragma warning restore CA5394

    private static bool BeginsLikeAFormula(string cell) =>
        cell.TrimStart('"', ' ', '\t', '\r', '\n', '\0', '\u00A0', '\u200B') is { Length: > 0 } text
        && Csv.FormulaSigns.Contains(text[0], StringComparison.Ordinal);

    private static string Bare(string cell) => cell.Replace("'", "", StringComparison.Ordinal);

    /// <summary>A reader of RFC 4180.</summary>
    private static List<string> Read(string line)
    {
        List<string> cells = [];
        var at = 0;
        while (true)
        {
            var cell = new StringBuilder();
            if (line[at] == '"')
            {
                for (at++; line[at] != '"' || line[at + 1] == '"'; at++)
                {
                    cell.Append(line[at]);
                    at += line[at] == '"' ? 1 : 0;
                }
                at++;
            }
            else
                for (; line[at] != ',' && !line[at..].StartsWith("\r\n", StringComparison.Ordinal); at++)
                    cell.Append(line[at]);
            cells.Add(cell.ToString());
            if (line[at] != ',')
                return line[at..] == "\r\n" ? cells : throw new FormatException(line);
            at++;
        }
    }
}

using System.Net;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.Routes;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RestApi;

/// <summary>
/// Every route of the REST API, every kind of key, made from the routes of the running server. What each is answered stands in <c>keys.txt</c>; a route without a
/// row there fails, and so does a row without a route. SALLYPORT_APPROVE=1 writes it anew, to be read before it is committed.
/// </summary>
[Keeps("APIKEY-8"), Keeps("DOOR-1")]
public sealed class KeysAtEveryRoute
{
    [Fact]
    public async Task Every_route_answers_every_key_as_its_row_says()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var anna = company.Administrator;
        using var wide = await ApiProgram.WithKey(server, anna);
        using var narrow = await With(server, anna, "API", "VIEW_USER");
        using var member = await ApiProgram.WithKey(server, await server.Given.User(company));
        using var isProxy = await With(server, anna, "ISPROXY");
        var rows = new List<string>();

        foreach (var door in EveryRoute.Of(server).Where(door => door.IsRest))
        {
            // Ids that nobody has, and no body: whoever is let through changes nothing.
            var path = door.Pattern.Replace('{', '0').Replace('}', '0');
            var words = new List<string>();
            foreach (var program in new[] { wide, narrow, member, isProxy })
                words.Add(WordFor(await program.Send(door.Method, path)));
            rows.Add(Table.Row(door, words.Select(word => word + " ")));
        }

        var approved = Repository.File("tests/Server.Tests/RestApi/keys.txt");
        var text =
            "# route, then what is answered to an administrator's key, one narrowed to VIEW_USER, a member's, and one without the access API\n"
            + string.Join('\n', rows)
            + "\n";
        if (Environment.GetEnvironmentVariable("SALLYPORT_APPROVE") == "1")
            await File.WriteAllTextAsync(approved, text);
        Assert.Equal(await File.ReadAllTextAsync(approved), text);
    }

    private static async Task<ApiProgram> With(TestServer server, Person person, string access, params string[] permissions)
    {
        var (_, text) = await ApiKeys.Keys.Of(
            server,
            person,
            wanted => wanted with { Accesses = [access], Permissions = permissions }
        );
        return new ApiProgram(server, "ApiKey " + text);
    }

    private static string WordFor(Answer answer) =>
        answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? answer.Code! : "open";
}

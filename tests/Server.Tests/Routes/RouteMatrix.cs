using System.Net;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Routes;

/// <summary>
/// Every route of the running server, every kind of visitor. What each is answered stands in <c>routes.txt</c>; a route without a row there fails, and so
/// does a row without a route. Posts come without a form's token, so that whoever a guard lets through is refused for that alone, and nothing is changed.
/// </summary>
public sealed class RouteMatrix
{
    private static readonly Visitor[] Everybody = Enum.GetValues<Visitor>();

    [Fact]
    [Keeps("ALWAYS-4"), Keeps("MUST-2"), Keeps("SIGN-13")]
    public async Task Every_route_answers_every_visitor_as_its_row_says()
    {
        await using var server = await TestServer.Start(environment: "Development");
        var visitors = await Visitors.Of(server);
        var found = new List<string>();
        foreach (var door in EveryRoute.Of(server))
            found.Add(await RowOf(visitors, door));

        var other = found.Except(Table.Rows).Select(row => "answers: " + row);
        var gone = Table.Rows.Except(found).Select(row => "the row: " + row);
        Assert.True(found.SequenceEqual(Table.Rows), string.Join('\n', other.Concat(gone)));
    }

    [Fact]
    [Keeps("ADMIN-5")]
    public async Task Another_account_s_ids_are_not_found_whatever_is_posted()
    {
        await using var server = await TestServer.Start();
        var visitors = await Visitors.Of(server);
        // The REST API has a matrix of its own: RestApi/ReachingIntoAnotherAccount.
        foreach (var door in EveryRoute.Of(server).Where(d => d.HasIds && !d.IsRest))
        {
            using var stranger = await visitors.Come(Visitor.Stranger);
            var token = (await stranger.Get("/account")).Field("__RequestVerificationToken");
            using var request = Request(visitors, door);
            if (door.Method == "POST")
                request.Content = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token!)]);

            var answer = await stranger.Send(request);

            Assert.True(answer.Status == HttpStatusCode.NotFound, $"{door} answers another account's administrator {answer}");
        }
    }

    private static async Task<string> RowOf(Visitors visitors, Door door)
    {
        var words = new List<string>();
        foreach (var visitor in Everybody)
        {
            using var browser = await visitors.Come(visitor);
            using var request = Request(visitors, door);
            words.Add(WordFor(await browser.Send(request)));
        }
        return Table.Row(door, words);
    }

    private static HttpRequestMessage Request(Visitors visitors, Door door) =>
        new(new HttpMethod(door.Method), door.Pattern.Replace("{id}", visitors.Target.User.Id, StringComparison.Ordinal));

    private static string WordFor(Page answer) =>
        answer switch
        {
            { Location: { } to } when to.StartsWith("/sign-in", StringComparison.Ordinal) => "signIn",
            { Location: "/enrol" } => "enrol",
            { Location: not null } => "elsewhere",
            { Status: HttpStatusCode.NotFound } => "nothing",
            { Status: HttpStatusCode.OK or HttpStatusCode.BadRequest } => "open",
            _ => $"{(int)answer.Status}",
        };
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Host;
using Xunit;

namespace Sallyport.Server.Tests.RestApi;

/// <summary>An answer of the REST API.</summary>
public sealed record Answer(HttpStatusCode Status, string Type, HttpResponseHeaders Headers, JsonNode? Json, string Body)
{
    public string? Code => Json?["code"]?.GetValue<string>();
    public string? Tag => Headers.ETag?.Tag;

    public JsonNode this[string member] => Json![member] ?? throw new InvalidOperationException($"No {member}: {Body}");

    public override string ToString() => $"{(int)Status} {Body}";
}

/// <summary>A program that calls the REST API, by whatever it shows.</summary>
public sealed class ApiProgram : IDisposable
{
    private readonly Browser browser;

    public ApiProgram(TestServer server, string? authorization = null, string from = "127.0.0.1")
    {
        browser = server.Browser(from);
        Authorization = authorization;
    }

    public string? Authorization { get; set; }

    /// <summary>An account that demands nothing, whose users have keys, sessions for programs, and passwords on the API.</summary>
    public static Task<Company> Open(TestServer server) =>
        server.Given.Account(
            "numbering",
            policy => policy with { ApiKeysBy = ApiKeysBy.Both, PasswordOnApi = PasswordOnApi.Always }
        );

    /// <summary>Of a person's session for programs, with the code of the app where there is one.</summary>
    public static async Task<ApiProgram> SignedIn(TestServer server, Person person)
    {
        var program = new ApiProgram(server);
        var code = person.Seed is null ? null : server.Given.Code(person);
        var body = new JsonObject { ["login"] = person.User.Email, ["password"] = person.Password };
        if (code is not null)
            body["token"] = code;
        var answer = await program.Post("/session", body);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.ToString());
        if (code is not null)
            server.Given.NextCode();
        program.Bear(server, answer);
        return program;
    }

    public static async Task<ApiProgram> WithKey(TestServer server, Person person) =>
        new(server, "ApiKey " + (await ApiKeys.Keys.Of(server, person)).Text);

    /// <summary>Of the session of an operator in that account, with a fresh proof.</summary>
    public static async Task<ApiProgram> OfOperator(TestServer server, Company company) =>
        new(server, "Bearer " + await server.Given.OperatorSession(company, Door.Api));

    public void Bear(TestServer server, Answer answer)
    {
        var token = answer["token"].GetValue<string>();
        server.Secrets.AddCookie(token);
        Authorization = "Bearer " + token;
    }

    public Task<Answer> Get(string path) => Send("GET", path);

    public Task<Answer> Post(string path, JsonNode? body = null, params (string, string)[] headers) =>
        Send("POST", path, body, headers);

    public Task<Answer> Put(string path, JsonNode body) => Send("PUT", path, body);

    public Task<Answer> Delete(string path) => Send("DELETE", path);

    public Task<Answer> Patch(string path, string? tag, JsonNode body) =>
        Send("PATCH", path, body, tag is null ? [] : [("If-Match", tag)]);

    public Task<Answer> Send(string method, string path, JsonNode? body = null, params (string Name, string Value)[] headers)
    {
        var content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return Send(method, path, content, headers);
    }

    public async Task<Answer> Send(string method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            path.StartsWith("/api", StringComparison.Ordinal) ? path : "/api/v1" + path
        )
        {
            Content = content,
        };
        if (Authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", Authorization);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var page = await browser.Send(request);
        var json = page.ContentType.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(page.Body) : null;
        return new Answer(page.Status, page.ContentType, page.Headers, json, page.Body);
    }

    public void Dispose() => browser.Dispose();
}

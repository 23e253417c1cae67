using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Server.RestApi;

/// <summary>A request's JSON, or what is wrong with it.</summary>
public interface IBody
{
    /// <summary>Null: it was read.</summary>
    IResult? Fault { get; }
}

/// <summary>The JSON object of a request. Read by our own hands, so that what is wrong is said with the member's name.</summary>
public sealed record Body<T>(T Value, IResult? Fault) : IBody, IBindableFromHttpContext<Body<T>>
    where T : class
{
    private const int Deepest = 8;

    static async ValueTask<Body<T>?> IBindableFromHttpContext<Body<T>>.BindAsync(HttpContext context, ParameterInfo parameter)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(
                context.Request.Body,
                new JsonDocumentOptions { MaxDepth = Deepest },
                context.RequestAborted
            );
            return Read(document.RootElement);
        }
        // A name with half a surrogate pair is no text.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return Wrong(ProblemCode.JsonMalformed, null);
        }
        // The server stops reading what is longer than it takes.
        catch (BadHttpRequestException fault)
        {
            return new Body<T>(null!, Problems.OfStatus(fault.StatusCode));
        }
    }

    private static Body<T> Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return Wrong(ProblemCode.JsonMalformed, null);
        var known = RestJson.Options.GetTypeInfo(typeof(T)).Properties;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            if (!seen.Add(member.Name))
                return Wrong(ProblemCode.MemberTwice, member.Name);
            if (known.FirstOrDefault(property => property.Name == member.Name) is not { } property)
                return Wrong(ProblemCode.MemberUnknown, member.Name);
            // To leave something as it is, leave it out; to empty a text, send an empty one. What a browser wrote for a key has rules of its own.
            if (property.PropertyType != typeof(JsonObject) && NothingIn(member.Value, member.Name) is { } place)
                return Wrong(ProblemCode.MemberTypeWrong, place);
        }
        return known.FirstOrDefault(property => property.IsRequired && !seen.Contains(property.Name)) is { } missing
            ? Wrong(ProblemCode.MemberMissing, missing.Name)
            : Convert(root);
    }

    // The place of the first null, or of a text with NUL in it, which PostgreSQL does not keep; null: there is none.
    private static string? NothingIn(JsonElement value, string place) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => place,
            JsonValueKind.String => HasNul(value) ? place : null,
            JsonValueKind.Array => value
                .EnumerateArray()
                .Select((item, index) => NothingIn(item, $"{place}[{index}]"))
                .FirstOrDefault(found => found is not null),
            JsonValueKind.Object => value
                .EnumerateObject()
                .Select(member => NothingIn(member.Value, $"{place}.{member.Name}"))
                .FirstOrDefault(found => found is not null),
            _ => null,
        };

    private static bool HasNul(JsonElement text)
    {
        try
        {
            return text.GetString()!.Contains('\0', StringComparison.Ordinal);
        }
        // Half a surrogate pair is told of where the member is read.
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static Body<T> Convert(JsonElement root)
    {
        try
        {
            return new Body<T>(root.Deserialize<T>(RestJson.Options)!, null);
        }
        catch (JsonException fault)
        {
            return Wrong(ProblemCode.MemberTypeWrong, fault.Path?.TrimStart('$', '.'));
        }
    }

    // The name comes from outside: a long one is cut.
    private static Body<T> Wrong(ProblemCode code, string? member) =>
        new(
            null!,
            member is null
                ? Problems.Say(code)
                : Problems.Say(
                    code,
                    null,
                    new RefusedMember(
                        member.Length > 64 ? member[..64] : member,
                        Core.Common.Words.Snake(code),
                        ProblemTitles.Of(code)
                    )
                )
        );
}

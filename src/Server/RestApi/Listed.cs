namespace Sallyport.Server.RestApi;

/// <summary>A part of a list.</summary>
/// <param name="Items">Of this part.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="Limit">How many were asked for.</param>
/// <param name="Offset">How many lie before this part.</param>
public sealed record Listed<T>(IReadOnlyList<T> Items, int Total, int Limit, int Offset);

/// <summary>Cuts lists that are short by nature: keys, roles and sessions of one person or account.</summary>
internal static class Parts
{
    public static IResult Of<T>(RestCall call, IReadOnlyList<T> all) =>
        call.Part(out var limit, out var offset)
        ?? Results.Json(new Listed<T>([.. all.Skip(offset).Take(limit)], all.Count, limit, offset), RestJson.Options);
}

using Sallyport.Server.Web;

namespace Sallyport.Server.SignIn;

/// <summary>The form that asks for a fresh proof, with what was posted before carried along.</summary>
public sealed class ProofForm
{
    public const string ProofField = "proof";
    public const string MethodField = "proofFor";

    // What is secret is typed again rather than written into a page.
    private static readonly string[] NotCarried = [ProofField, MethodField, "__RequestVerificationToken", "code", "token"];

    public required string Action { get; init; }
    public required string Method { get; init; }

    /// <summary>Asked for a code; else for the password.</summary>
    public required bool AsksForCode { get; init; }
    public required IReadOnlyList<KeyValuePair<string, string>> Carried { get; init; }

    /// <summary>What came of the last try; <see cref="ProofAnswer.Proved"/> where there was none.</summary>
    public required ProofAnswer Answer { get; init; }

    public static ProofForm Of(HttpRequest request, bool asksForCode, ProofAnswer answer)
    {
        var isFirst = !request.HasFormContentType || !request.Form.ContainsKey(MethodField);
        return new ProofForm
        {
            Action = request.Path + request.QueryString,
            Method = isFirst ? request.Method : request.Form[MethodField].ToString(),
            AsksForCode = asksForCode,
            Carried = request.HasFormContentType
                ? [.. request.Form.Where(IsCarried).SelectMany(Pairs), .. Retyped(request.Form)]
                : [],
            Answer = answer,
        };
    }

    // A password that was typed and is not carried would be missing unseen: the page is told to ask for it again.
    private static IEnumerable<KeyValuePair<string, string>> Retyped(IFormCollection form) =>
        form.Any(field => IsPassword(field.Key) && field.Value.Any(text => !string.IsNullOrEmpty(text)))
            ? [KeyValuePair.Create(FreshProofAttribute.RetypeField, "true")]
            : [];

    private static bool IsPassword(string name) => name.Contains("password", StringComparison.OrdinalIgnoreCase);

    private static bool IsCarried(KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues> field) =>
        !NotCarried.Contains(field.Key, StringComparer.OrdinalIgnoreCase) && !IsPassword(field.Key);

    private static IEnumerable<KeyValuePair<string, string>> Pairs(
        KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues> field
    ) => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? ""));
}

using Sallyport.Server.SecurityKeys;
using Sallyport.Server.Web;

namespace Sallyport.Server.SignIn;

/// <summary>The form that asks for a fresh proof, with what was posted before carried along.</summary>
public sealed class ProofForm
{
    public const string ProofField = "proof";
    public const string MethodField = "proofFor";
    public const string CeremonyField = "proofCeremony";

    // What is secret is typed again rather than written into a page.
    // Answers of keys were to a question that is spent or gone.
    private static readonly string[] NotCarried =
    [
        ProofField,
        MethodField,
        CeremonyField,
        KeyForm.AnswerField,
        KeyForm.ScriptField,
        "__RequestVerificationToken",
        "code",
        "token",
    ];

    public required string Action { get; init; }
    public required string Method { get; init; }

    /// <summary>The question for a key; null where the person has none that answers here.</summary>
    public AskedKey? Key { get; init; }

    /// <summary>A code of the app is a proof.</summary>
    public required bool AsksForCode { get; init; }

    /// <summary>The person has no factor.</summary>
    public required bool AsksForPassword { get; init; }

    /// <summary>The last try was a key's.</summary>
    public bool WasKey { get; init; }
    public required IReadOnlyList<KeyValuePair<string, string>> Carried { get; init; }

    /// <summary>What came of the last try; <see cref="ProofAnswer.Proved"/> where there was none.</summary>
    public required ProofAnswer Answer { get; init; }

    /// <summary>Everything that is posted along by the form of a key.</summary>
    public IEnumerable<KeyValuePair<string, string>> CarriedByKey => Carried.Prepend(KeyValuePair.Create(MethodField, Method));

    public static ProofForm Of(HttpRequest request, SignedIn person, AskedKey? key, ProofAnswer answer, DateTimeOffset now)
    {
        var isFirst = !request.HasFormContentType || !request.Form.ContainsKey(MethodField);
        return new ProofForm
        {
            Action = request.Path + request.QueryString,
            Method = isFirst ? request.Method : request.Form[MethodField].ToString(),
            Key = key,
            AsksForCode = person.Factors.Apps > 0 && !person.Demand.RefusesCodes(person.Factors, now),
            AsksForPassword = !person.Factors.MfaOn,
            WasKey = !isFirst && request.Form.ContainsKey(CeremonyField),
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

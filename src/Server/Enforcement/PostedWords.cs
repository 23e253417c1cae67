using Sallyport.Core.Enforcement;

namespace Sallyport.Server.Enforcement;

/// <summary>The words of settings in a posted form.</summary>
internal static class PostedWords
{
    /// <summary>The box "Require multi-factor authentication for all users in this account".</summary>
    public const string Box = "requireMfa";

    /// <summary>Stands in the form that has the box, because a box that is not ticked is not posted.</summary>
    public const string BoxForm = "requirementForm";

    public static IReadOnlyDictionary<string, string> Of(IFormCollection form, Policy policy) =>
        form.ContainsKey(BoxForm) ? OfBox(form.ContainsKey(Box), policy) : OfAll(form);

    // Not ticked and not required before: an account that advises goes on advising.
    private static Dictionary<string, string> OfBox(bool isTicked, Policy policy)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        if (isTicked != (policy.Requirement == Requirement.Required))
            words["requirement"] = isTicked ? "required" : "off";
        return words;
    }

    // A yes-or-no box posts its hidden "no" first and, when ticked, its "yes" after it.
    private static Dictionary<string, string> OfAll(IFormCollection form) =>
        PolicySettings
            .All.Where(setting => form.ContainsKey(setting.Name))
            .ToDictionary(setting => setting.Name, setting => form[setting.Name].LastOrDefault() ?? "", StringComparer.Ordinal);
}

using Microsoft.AspNetCore.Mvc.Rendering;

namespace Sallyport.Server.Web.Layout;

/// <summary>What a field tells the control inside it.</summary>
internal sealed record FieldState(string Name, bool HasHint, string? Error)
{
    public string Id { get; } = TagBuilder.CreateSanitizedId(Name, "-");

    public string HintId => $"{Id}-hint";

    public string ErrorId => $"{Id}-error";

    public string? Description =>
        (HasHint, Error) switch
        {
            (true, not null) => $"{HintId} {ErrorId}",
            (true, null) => HintId,
            (false, not null) => ErrorId,
            (false, null) => null,
        };

    public static string? FirstError(ViewContext view, string name) =>
        view.ViewData.ModelState.TryGetValue(name, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;
}

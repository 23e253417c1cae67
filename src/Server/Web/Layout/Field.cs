using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.TagHelpers;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace Sallyport.Server.Web.Layout;

/// <summary>
/// A labelled control: <c>&lt;field name="login" label="…" hint="…"&gt;&lt;input /&gt;&lt;/field&gt;</c>. Gives the control inside its id, name and
/// description, and shows the first error that the model state has under the name.
/// </summary>
[HtmlTargetElement("field", Attributes = "name,label")]
public sealed class Field(IStringLocalizer<Texts> texts) : TagHelper
{
    public string Name { get; set; } = "";

    public string Label { get; set; } = "";

    public string? Hint { get; set; }

    public bool Optional { get; set; }

    /// <summary>For passwords: a "Show" button, there with script alone (`js/show-password.js`).</summary>
    public bool Reveal { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var shown = new FieldState(Name, !string.IsNullOrEmpty(Hint), FieldState.FirstError(ViewContext, Name));
        context.Items[typeof(FieldState)] = shown;
        var control = await output.GetChildContentAsync();

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("field", HtmlEncoder.Default);
        output.Content.AppendHtml(LabelFor(shown));
        if (!string.IsNullOrEmpty(Hint))
            output.Content.AppendHtml(Span("hint", shown.HintId, Hint));
        if (Reveal)
            output.Content.AppendHtml(WithReveal(shown, control));
        else
            output.Content.AppendHtml(control);
        if (shown.Error is not null)
            output.Content.AppendHtml(Span("error", shown.ErrorId, shown.Error));
    }

    private TagBuilder LabelFor(FieldState shown)
    {
        var label = new TagBuilder("label");
        label.Attributes["for"] = shown.Id;
        label.InnerHtml.Append(Label);
        if (Optional)
            label.InnerHtml.Append(" ").AppendHtml(Span("optional", null, $"({texts["optional"]})"));
        return label;
    }

    private TagBuilder WithReveal(FieldState shown, TagHelperContent control)
    {
        var button = new TagBuilder("button");
        button.AddCssClass("button");
        button.Attributes["type"] = "button";
        button.Attributes["data-reveal"] = shown.Id;
        button.Attributes["data-hide"] = texts["Hide"];
        button.Attributes["hidden"] = "hidden";
        button.InnerHtml.Append(texts["Show"]);

        var line = new TagBuilder("div");
        line.AddCssClass("with-button");
        line.InnerHtml.AppendHtml(control).AppendHtml(button);
        return line;
    }

    internal static TagBuilder Span(string cssClass, string? id, string text)
    {
        var span = new TagBuilder("span");
        span.AddCssClass(cssClass);
        if (id is not null)
            span.Attributes["id"] = id;
        span.InnerHtml.Append(text);
        return span;
    }
}

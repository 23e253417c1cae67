using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.TagHelpers;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Sallyport.Server.Web.Layout;

/// <summary>A named group of <see cref="Choice"/>s, with the error that the model state has under its name.</summary>
[HtmlTargetElement("choices", Attributes = "name,label")]
public sealed class Choices : TagHelper
{
    public string Name { get; set; } = "";

    public string Label { get; set; } = "";

    public string? Hint { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var shown = new FieldState(Name, Hint is not null, FieldState.FirstError(ViewContext, Name));
        var boxes = await output.GetChildContentAsync();

        output.TagName = "fieldset";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("choices", HtmlEncoder.Default);
        output.Attributes.SetAttribute("id", shown.Id);
        if (shown.Description is not null)
            output.Attributes.SetAttribute("aria-describedby", shown.Description);

        var legend = new TagBuilder("legend");
        legend.InnerHtml.Append(Label);
        output.Content.AppendHtml(legend);
        if (Hint is not null)
            output.Content.AppendHtml(Field.Span("hint", shown.HintId, Hint));
        output.Content.AppendHtml(boxes);
        if (shown.Error is not null)
            output.Content.AppendHtml(Field.Span("error", shown.ErrorId, shown.Error));
    }
}

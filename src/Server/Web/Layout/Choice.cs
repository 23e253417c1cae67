using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.TagHelpers;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Sallyport.Server.Web.Layout;

/// <summary>A check box, or with <see cref="Radio"/> a radio button, whose label and hint belong to it. What stands inside comes below the hint.</summary>
[HtmlTargetElement("choice", Attributes = "name,label")]
public sealed class Choice : TagHelper
{
    public string Name { get; set; } = "";

    public string Value { get; set; } = "true";

    public string Label { get; set; } = "";

    public string? Hint { get; set; }

    public bool Radio { get; set; }

    public bool Checked { get; set; }

    public bool Disabled { get; set; }

    public bool Required { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var id = TagBuilder.CreateSanitizedId(Value == "true" ? Name : $"{Name}-{Value}", "-");
        var below = await output.GetChildContentAsync();

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("choice", HtmlEncoder.Default);
        output.Content.AppendHtml(Box(id)).AppendHtml(LabelFor(id));
        if (Hint is not null)
            output.Content.AppendHtml(Field.Span("hint", $"{id}-hint", Hint));
        output.Content.AppendHtml(below);
    }

    private TagBuilder Box(string id)
    {
        var box = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        box.Attributes["type"] = Radio ? "radio" : "checkbox";
        box.Attributes["id"] = id;
        box.Attributes["name"] = Name;
        box.Attributes["value"] = Value;
        if (Hint is not null)
            box.Attributes["aria-describedby"] = $"{id}-hint";
        if (Checked)
            box.Attributes["checked"] = "checked";
        if (Disabled)
            box.Attributes["disabled"] = "disabled";
        if (Required)
            box.Attributes["required"] = "required";
        return box;
    }

    private TagBuilder LabelFor(string id)
    {
        var label = new TagBuilder("label");
        label.Attributes["for"] = id;
        label.InnerHtml.Append(Label);
        return label;
    }
}

using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Sallyport.Server.Web.Layout;

/// <summary>The input, select or textarea of a <see cref="Field"/>: takes id, name, description and error mark from it.</summary>
[HtmlTargetElement("input", TagStructure = TagStructure.WithoutEndTag)]
[HtmlTargetElement("select")]
[HtmlTargetElement("textarea")]
public sealed class Control : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (!context.Items.TryGetValue(typeof(FieldState), out var state) || state is not FieldState field)
            return;

        SetDefault(output, "id", field.Id);
        SetDefault(output, "name", field.Name);
        if (field.Description is not null)
            SetDefault(output, "aria-describedby", field.Description);
        if (field.Error is not null)
            SetDefault(output, "aria-invalid", "true");
    }

    private static void SetDefault(TagHelperOutput output, string attribute, string value)
    {
        if (!output.Attributes.ContainsName(attribute))
            output.Attributes.SetAttribute(attribute, value);
    }
}

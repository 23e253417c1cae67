using System.Text;

namespace Sallyport.Core.Common;

/// <summary>The outside spelling of enum values: <c>everyRequest</c> in policy, <c>app_added</c> in audit, <c>VIEW_USER</c> for permissions.</summary>
public static class Words
{
    public static string Camel<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    public static string Snake<T>(T value)
        where T : struct, Enum
    {
        var text = new StringBuilder();
        foreach (var letter in value.ToString())
        {
            if (char.IsUpper(letter) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }

    public static string Upper<T>(T value)
        where T : struct, Enum => Snake(value).ToUpperInvariant();

    /// <summary>Reads any of the three spellings; null where no value has that name.</summary>
    public static T? Parse<T>(string word)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
            if (Camel(value) == word || Snake(value) == word || Upper(value) == word)
                return value;
        return null;
    }
}

using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;

namespace Sallyport.Server.ApiKeys;

/// <summary>A key in the clear, for the one answer that shows it.</summary>
/// <param name="Description">Which.</param>
/// <param name="Text">The key.</param>
/// <param name="FormerEndsAt">Until when the text before works too; null: there is none that does.</param>
public sealed record ShownKey(string Description, Secret Text, DateTimeOffset? FormerEndsAt)
{
    /// <summary>As scanners and vaults know secrets (RFC 8959).</summary>
    public string Uri => ApiKeyText.UriScheme + Text.RevealText();
}

using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Web;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.RecoveryCodes;

/// <summary>
/// Codes in the clear, for the one answer that shows them. Partial `_Codes` is the whole form with "Next"; `_CodeList` is its list alone, for a form that
/// has more to send. The page loads `js/codes.js`.
/// </summary>
/// <param name="Sets">What was just made.</param>
/// <param name="Person">Whose.</param>
public sealed record ShownCodes(IReadOnlyList<PreparedSet> Sets, SignedIn Person)
{
    /// <summary>Where people keep such things. Content, not advice for one of them.</summary>
    private static readonly string[] PasswordManagers = ["1Password", "Bitwarden", "Keeper", "KeePassXC"];

    /// <summary>What the next page confirms: a word of its own list.</summary>
    public string Done { get; init; } = "codes";

    /// <summary>How many sessions ended elsewhere, for the next page to say.</summary>
    public int SessionsEnded { get; init; }

    /// <summary>Where the person was going; empty: to the overview.</summary>
    public string ReturnTo { get; init; } = "";

    /// <summary>Which sets they are: posted with the form, so that a page that was overtaken by a newer one is noticed.</summary>
    public string Ids => string.Join(',', Sets.Select(set => set.Id));

    public bool HasSeveral => Sets.Any(set => set.Kind == RecoverySetKind.Codes);
    public bool HasBackup => Sets.Any(set => set.Kind == RecoverySetKind.BackupCode);

    /// <summary>How the script decides that they are saved.</summary>
    public string SavedBy => Words.Camel(Person.Policy.CodesSaved);
    public bool AreSavedByButtons => Person.Policy.CodesSaved == CodesSaved.CopiedOrDownloaded;
    public string File => $"{Person.Account.Handle}-recovery-codes.txt";
    public string Managers => string.Join(", ", PasswordManagers);
}

using Sallyport.Core.Common;

namespace Sallyport.Core.RecoveryCodes;

/// <summary>What a person without a factor types instead of its code, in the clear: as made, or as typed.</summary>
public sealed class RecoveryCode
{
    /// <summary>Ten of them are a set: enough for years of lost phones, few enough for one page.</summary>
    public const int SetSize = 10;

    private RecoveryCode(RecoveryCodeKind kind, string text) => (Kind, Text) = (kind, text);

    public RecoveryCodeKind Kind { get; }

    /// <summary>The symbols alone, in capitals: what digests are made of.</summary>
    public string Text { get; }

    /// <summary>In groups of four with dashes, as it is shown and printed.</summary>
    public string Shown => Groups.OfFour(Text, '-');

    public static IReadOnlyList<RecoveryCode> NewSet(RandomSource random) =>
        [.. Enumerable.Range(0, SetSize).Select(_ => New(RecoveryCodeKind.Single, random))];

    public static RecoveryCode NewBackup(RandomSource random) => New(RecoveryCodeKind.Backup, random);

    private static RecoveryCode New(RecoveryCodeKind kind, RandomSource random) =>
        new(kind, Crockford.Encode(random.Bytes(Bytes(kind))));

    // NIST SP 800-63B asks for 64 bits. A single code has 80: four groups, still typeable. The backup code has 120: it takes all
    // factors away, is typed once in years, and its length tells it from the others in the same box.
    private static int Bytes(RecoveryCodeKind kind) =>
        kind switch
        {
            RecoveryCodeKind.Single => 10,
            RecoveryCodeKind.Backup => 15,
        };

    /// <summary>Reads either kind in any case, with spaces and dashes anywhere, O for 0, I and L for 1; null for all else.</summary>
    public static RecoveryCode? Parse(string? typed) =>
        Crockford.Read(typed ?? "") is { } text && KindOf(text.Length) is { } kind ? new RecoveryCode(kind, text) : null;

    private static RecoveryCodeKind? KindOf(int symbols)
    {
        foreach (var kind in Enum.GetValues<RecoveryCodeKind>())
            if (symbols * 5 == Bytes(kind) * 8)
                return kind;
        return null;
    }

    public override string ToString() => "(recovery code)";
}

/// <summary>What a recovery code does.</summary>
public enum RecoveryCodeKind
{
    /// <summary>One of a set; passes one sign-in in place of the second factor.</summary>
    Single,

    /// <summary>The only one of its kind; takes all factors away after the password (<c>resetCode</c>).</summary>
    Backup,
}

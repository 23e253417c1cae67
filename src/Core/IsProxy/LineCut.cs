using System.Runtime.InteropServices;

namespace Sallyport.Core.IsProxy;

/// <summary>What stands at the front of the bytes that have arrived.</summary>
/// <param name="Kind">Whether it is a line.</param>
/// <param name="Length">Of the line, without its end.</param>
/// <param name="Taken">With its end.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LineCut(LineCut.Front Kind, int Length, int Taken)
{
    /// <summary>The longest line, its end aside (DOOR-3).</summary>
    public const int Longest = 1000;

    public enum Front
    {
        /// <summary>More must arrive.</summary>
        Unfinished,
        Line,

        /// <summary>Another protocol, or no text: a control character, a lone CR, or a line without end. What follows it cannot be trusted to be lines.</summary>
        Foreign,
    }

    /// <summary>LF ends a line, and CR LF. A TLS hello shows by its first byte, before any line end.</summary>
    public static LineCut Of(ReadOnlySpan<byte> arrived)
    {
        var length = arrived.IndexOfAnyInRange<byte>(0, 0x1F);
        if (length > Longest || (length < 0 && arrived.Length > Longest))
            return new LineCut(Front.Foreign, 0, 0);
        if (length < 0)
            return default;
        return arrived[length..] switch
        {
            [(byte)'\n', ..] => new LineCut(Front.Line, length, length + 1),
            [(byte)'\r', (byte)'\n', ..] => new LineCut(Front.Line, length, length + 2),
            [(byte)'\r'] => default,
            _ => new LineCut(Front.Foreign, 0, 0),
        };
    }
}

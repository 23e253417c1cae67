using MailKit.Net.Smtp;
using MailKit.Security;

namespace Sallyport.Server.Jobs.Mails;

/// <summary>What a mail server answered, fit to be kept and logged.</summary>
internal static class MailAnswer
{
    private const int Longest = 200;

    public static string Of(Exception fault) =>
        fault switch
        {
            SmtpCommandException answer => Clean($"{(int)answer.StatusCode} {answer.Message}"),
            // Says the status itself.
            AuthenticationException refused => Clean(refused.Message),
            OperationCanceledException => "The mail server did not answer in time.",
            // A failed TLS handshake has its reason one level down, below a page of advice.
            _ => Clean((fault.InnerException ?? fault).Message),
        };

    /// <summary>One line without links and addresses: servers repeat whom a mail is for, and filters quote the link that they dislike.</summary>
    public static string Clean(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(word =>
                word.Contains("://", StringComparison.Ordinal) || word.Contains("token", StringComparison.OrdinalIgnoreCase)
                    ? "(link)"
                : word.Contains('@', StringComparison.Ordinal) ? "(address)"
                : string.Concat(word.Where(c => !char.IsControl(c)))
            );
        var line = string.Join(' ', words);
        return line.Length <= Longest ? line : line[..Longest];
    }
}

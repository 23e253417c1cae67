namespace Sallyport.Core.IsProxy;

/// <summary>Everything that the line service says, word for word (DOOR-3). Without the line end.</summary>
public static class IsProxyReply
{
    public const string Encrypting = "100 OK";
    public const string Enabled = "100 ok";
    public const string LoggedIn = "100 Login ok";
    public const string LoginFailed = "400 Login failed";
    public const string WrongCount = "400 Wrong number of arguments";
    public const string AlreadyLoggedIn = "400 Already authenticated";
    public const string NotLoggedIn = "400 not authenticated";
    public const string Unknown = "400 Unknown command";

    public static string Of(AskedDomain domain, Availability availability, ReplyFields fields) =>
        $"{domain.Echo} {WordsOf(availability)}{Written(Known(availability, fields))}";

    private static string WordsOf(Availability availability) =>
        availability switch
        {
            Availability.Available => "available",
            Availability.Taken => "not available",
            Availability.Invalid => "invalid domain",
            Availability.Error => "error",
        };

    private static IEnumerable<string> Known(Availability availability, ReplyFields fields)
    {
        if (fields.HasFlag(ReplyFields.Reason) && availability == Availability.Taken)
            yield return "reason=registered";
        // RDAP tells no prices. Nothing said would be read as "at the usual price".
        if (fields.HasFlag(ReplyFields.Premium) && availability == Availability.Available)
            yield return "premium=unknown";
    }

    private static string Written(IEnumerable<string> fields) =>
        string.Join(',', fields) is { Length: > 0 } text ? $" ({text})" : "";
}

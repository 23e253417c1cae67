namespace Sallyport.Server.Web;

/// <summary>One setting: its name in environment and file, what it is when left out, and what it is for.</summary>
public sealed record Setting(string Name, string Default, string Meaning)
{
    /// <summary>Never shown; may also be given as a file by <c>NAME_FILE</c>.</summary>
    public bool IsSecret { get; init; }

    public static readonly Setting Config = new(
        "SALLYPORT_CONFIG",
        "sallyport.conf in the working directory, where there is one",
        "A file with lines KEY=VALUE of the other settings. The environment wins over it. Itself by environment alone."
    );

    public static readonly Setting Urls = new(
        "SALLYPORT_URLS",
        "http://localhost:5080",
        "Where the server listens; several with semicolons."
    );

    public static readonly Setting PublicUrl = new(
        "SALLYPORT_PUBLIC_URL",
        "the first of SALLYPORT_URLS",
        "The address that people type: links in mails, the names of cookies and the origin of security keys come from it."
    );

    public static readonly Setting Data = new(
        "SALLYPORT_DATA",
        "./data",
        "The folder of the SQLite file, the key file and the lock of the running server."
    );

    public static readonly Setting Database = new(
        "SALLYPORT_DATABASE",
        "SQLite in SALLYPORT_DATA",
        "A PostgreSQL connection string (Host=…;Database=…;Username=…;Password=…)."
    )
    {
        IsSecret = true,
    };

    public static readonly Setting KeyFile = new(
        "SALLYPORT_KEY_FILE",
        "sallyport.keys in SALLYPORT_DATA",
        "The keys under which seeds, password hashes and waiting mails are sealed. Back it up apart from the database."
    );

    public static readonly Setting SetupToken = new(
        "SALLYPORT_SETUP_TOKEN",
        "made at each start",
        "The token of the one-time set-up link, for automation. Ends with the first set-up."
    )
    {
        IsSecret = true,
    };

    public static readonly Setting TrustedProxies = new(
        "SALLYPORT_TRUSTED_PROXIES",
        "none",
        "Addresses (CIDR, with commas) of the proxies that alone may set the scheme and the client's address."
    );

    public static readonly Setting Smtp = new(
        "SALLYPORT_SMTP",
        "none: mails are kept",
        "The mail server: smtp://user@host:587. STARTTLS is used unless the host is local."
    );

    public static readonly Setting SmtpPassword = new(
        "SALLYPORT_SMTP_PASSWORD",
        "none",
        "The password of the user in SALLYPORT_SMTP."
    )
    {
        IsSecret = true,
    };

    public static readonly Setting MailFrom = new(
        "SALLYPORT_MAIL_FROM",
        "sallyport@ and the host of SALLYPORT_PUBLIC_URL",
        "The sender of every mail."
    );

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [Config, Urls, PublicUrl, Data, Database, KeyFile, SetupToken, TrustedProxies, Smtp, SmtpPassword, MailFrom];
}

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

    public static readonly Setting DatabaseDirect = new(
        "SALLYPORT_DATABASE_DIRECT",
        "SALLYPORT_DATABASE",
        "The way to the same database past a pooler, where SALLYPORT_DATABASE leads through one: for notifications, the look-up of keys and migrations."
    )
    {
        IsSecret = true,
    };

    public static readonly Setting DatabaseConnections = new(
        "SALLYPORT_DATABASE_CONNECTIONS",
        "10 a core, at most 40",
        "How many connections of this node to PostgreSQL requests and jobs use at once. A quarter of them is for whoever is signed in."
    );

    public static readonly Setting KeyFile = new(
        "SALLYPORT_KEY_FILE",
        "sallyport.keys in SALLYPORT_DATA",
        "The keys under which seeds, password hashes and waiting mails are sealed. Back it up apart from the database."
    );

    public static readonly Setting AuditCheckpoints = new(
        "SALLYPORT_AUDIT_CHECKPOINTS",
        "audit-checkpoints.jsonl in SALLYPORT_DATA",
        "The file to which the server adds how the audit chains stand. Put it where the database's administrators do not write, or copy it there."
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
        "The mail server: smtp://user@host:587 with STARTTLS, which is demanded unless the host is local, or smtps://user@host:465 with TLS from the first byte."
    );

    public static readonly Setting SmtpName = new(
        "SALLYPORT_SMTP_NAME",
        "the host of SALLYPORT_PUBLIC_URL",
        "The name by which the server greets the mail server (EHLO). Strict mail servers want a full host name that the DNS knows."
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

    public static readonly Setting IsProxy = new(
        "SALLYPORT_ISPROXY",
        "none: the service is off",
        "Where the line service for domain names listens: address and port, as 0.0.0.0:4343 or [::]:4343."
    );

    public static readonly Setting IsProxyTls = new(
        "SALLYPORT_ISPROXY_TLS",
        "required",
        "required: nobody logs in there before STARTTLS; optional; off."
    );

    public static readonly Setting IsProxyCertificate = new(
        "SALLYPORT_ISPROXY_CERTIFICATE",
        "none",
        "The PEM file of its certificate, the chain behind it. Read anew when it changes. Needed unless TLS is off."
    );

    public static readonly Setting IsProxyCertificateKey = new(
        "SALLYPORT_ISPROXY_CERTIFICATE_KEY",
        "none",
        "The PEM file of the certificate's private key, without a passphrase."
    );

    public static readonly Setting Rdap = new(
        "SALLYPORT_RDAP",
        "none",
        "The RDAP service that the line service asks about domain names: https://rdap.example/ (domain/NAME is put behind it)."
    );

    public static readonly Setting RdapBootstrap = new(
        "SALLYPORT_RDAP_BOOTSTRAP",
        "none",
        "A file that names the RDAP service of each top-level domain, in the form of IANA's dns.json. Wins over SALLYPORT_RDAP. Read anew when it changes."
    );

    public static readonly Setting KeyAccesses = new(
        "SALLYPORT_KEY_ACCESSES",
        "none",
        "What API keys may open beside API and ISPROXY: names of capitals, digits and underscores, with commas. A proxy's rule asks for them."
    );

    public static readonly Setting ForwardRules = new(
        "SALLYPORT_FORWARD_RULES",
        "none",
        "Rules that proxies name by ?rule=NAME instead of writing them out: wiki=access=WIKI&strength=phishingResistant; several with semicolons."
    );

    public static readonly Setting FidoRootFile = new(
        "SALLYPORT_FIDO_ROOT_FILE",
        "none: no metadata",
        "Certificates (PEM) in which the signature of FIDO metadata has to end. Without it no key can prove its make."
    );

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Config,
        Urls,
        PublicUrl,
        Data,
        Database,
        DatabaseDirect,
        DatabaseConnections,
        KeyFile,
        AuditCheckpoints,
        SetupToken,
        TrustedProxies,
        Smtp,
        SmtpName,
        SmtpPassword,
        MailFrom,
        IsProxy,
        IsProxyTls,
        IsProxyCertificate,
        IsProxyCertificateKey,
        Rdap,
        RdapBootstrap,
        KeyAccesses,
        ForwardRules,
        FidoRootFile,
    ];
}

using System.Globalization;
using System.Net;
using Sallyport.Core.Common;

namespace Sallyport.Server.Web;

/// <summary>What the operator decides, read once at start. What an account decides is policy.</summary>
public sealed record Settings
{
    /// <summary>The file that was named; null: whatever stands in the working directory.</summary>
    public string? Config { get; init; }
    public required IReadOnlyList<string> Urls { get; init; }
    public required Uri PublicUrl { get; init; }
    public required string DataFolder { get; init; }

    /// <summary>A PostgreSQL connection string; null: SQLite.</summary>
    public Secret? Database { get; init; }

    /// <summary>The same database past a pooler; null: there is none.</summary>
    public Secret? DatabaseDirect { get; init; }

    /// <summary>How many connections of a pool to PostgreSQL; null: as many as fit this machine.</summary>
    public int? DatabaseConnections { get; init; }

    /// <summary>How many times longer than usual the database may take. No operator's: for machines that stall for seconds, as those of tests do.</summary>
    public double DatabaseStretch { get; init; } = 1;
    public required string KeyFile { get; init; }
    public required string AuditCheckpoints { get; init; }
    public Secret? SetupToken { get; init; }
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>The scheme of a mail server that speaks TLS from the first byte.</summary>
    public const string ImplicitTls = "smtps";
    public Uri? Smtp { get; init; }

    /// <summary>How the server calls itself to the mail server; null: by the host of its public address.</summary>
    public string? SmtpName { get; init; }
    public Secret? SmtpPassword { get; init; }
    public required string MailFrom { get; init; }

    /// <summary>Null: metadata of security keys is not used.</summary>
    public string? FidoRootFile { get; init; }
    public IsProxySettings IsProxy { get; init; } = new();

    /// <summary>What keys may open beside what is built in.</summary>
    public IReadOnlyList<string> KeyAccesses { get; init; } = [];

    /// <summary>What proxies ask by a name: the words by it.</summary>
    public IReadOnlyDictionary<string, string> ForwardRules { get; init; } = new Dictionary<string, string>();

    public string SqliteFile => Path.Combine(DataFolder, "sallyport.db");

    /// <summary>Cookies carry <c>__Host-</c> and Secure wherever the public address is https.</summary>
    public bool IsHttps => PublicUrl.Scheme == Uri.UriSchemeHttps;

    /// <param name="look">A setting's text by its name, from environment or file; null where it is not given.</param>
    public static Settings Read(Func<string, string?> look)
    {
        var source = new SettingSource(look);
        var urls = (source.Text(Setting.Urls) ?? Setting.Urls.Default).Split(
            ';',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
        var data = Path.GetFullPath(source.Text(Setting.Data) ?? Setting.Data.Default);
        var publicUrl = SettingSource.Address(Setting.PublicUrl, source.Text(Setting.PublicUrl) ?? urls[0], "http", "https");
        var accesses = SettingSource.Accesses(Setting.KeyAccesses, source.Text(Setting.KeyAccesses) ?? "");
        var database = source.Secret(Setting.Database);
        return new Settings
        {
            Config = source.Text(Setting.Config),
            Urls = urls,
            PublicUrl = publicUrl,
            DataFolder = data,
            Database = database,
            DatabaseDirect = Direct(source, database),
            DatabaseConnections = source.Number(Setting.DatabaseConnections, 4, 1_000),
            KeyFile = Path.GetFullPath(source.Text(Setting.KeyFile) ?? Path.Combine(data, "sallyport.keys")),
            AuditCheckpoints = Path.GetFullPath(
                source.Text(Setting.AuditCheckpoints) ?? Path.Combine(data, "audit-checkpoints.jsonl")
            ),
            SetupToken = source.Secret(Setting.SetupToken),
            TrustedProxies = source.Networks(Setting.TrustedProxies),
            Smtp = source.Text(Setting.Smtp) is { } smtp ? SettingSource.Address(Setting.Smtp, smtp, ImplicitTls, "smtp") : null,
            SmtpName = source.Text(Setting.SmtpName) is { } name ? SettingSource.Host(Setting.SmtpName, name) : null,
            SmtpPassword = source.Secret(Setting.SmtpPassword),
            MailFrom = SettingSource.Sender(Setting.MailFrom, source.Text(Setting.MailFrom) ?? "sallyport@" + publicUrl.Host),
            FidoRootFile = source.Text(Setting.FidoRootFile) is { } roots ? Path.GetFullPath(roots) : null,
            IsProxy = IsProxySettings.Read(source),
            KeyAccesses = accesses,
            ForwardRules = SettingSource.Rules(Setting.ForwardRules, source.Text(Setting.ForwardRules) ?? "", accesses),
        };
    }

    /// <summary>For people to look at: a secret says no more than that it is there.</summary>
    public string Shown(Setting setting) =>
        setting.Name switch
        {
            "SALLYPORT_CONFIG" => Config ?? "",
            "SALLYPORT_URLS" => string.Join(';', Urls),
            "SALLYPORT_PUBLIC_URL" => PublicUrl.ToString(),
            "SALLYPORT_DATA" => DataFolder,
            "SALLYPORT_DATABASE" => Covered(Database),
            "SALLYPORT_DATABASE_DIRECT" => Covered(DatabaseDirect),
            "SALLYPORT_DATABASE_CONNECTIONS" => DatabaseConnections?.ToString(CultureInfo.InvariantCulture) ?? "",
            "SALLYPORT_KEY_FILE" => KeyFile,
            "SALLYPORT_AUDIT_CHECKPOINTS" => AuditCheckpoints,
            "SALLYPORT_SETUP_TOKEN" => Covered(SetupToken),
            "SALLYPORT_TRUSTED_PROXIES" => string.Join(',', TrustedProxies),
            "SALLYPORT_SMTP" => Smtp?.ToString() ?? "",
            "SALLYPORT_SMTP_NAME" => SmtpName ?? PublicUrl.IdnHost,
            "SALLYPORT_SMTP_PASSWORD" => Covered(SmtpPassword),
            "SALLYPORT_MAIL_FROM" => MailFrom,
            "SALLYPORT_FIDO_ROOT_FILE" => FidoRootFile ?? "",
            "SALLYPORT_ISPROXY" => IsProxy.Address?.ToString() ?? "",
            "SALLYPORT_ISPROXY_TLS" => Words.Camel(IsProxy.Tls),
            "SALLYPORT_ISPROXY_CERTIFICATE" => IsProxy.Certificate ?? "",
            "SALLYPORT_ISPROXY_CERTIFICATE_KEY" => IsProxy.CertificateKey ?? "",
            "SALLYPORT_RDAP" => IsProxy.Rdap?.ToString() ?? "",
            "SALLYPORT_RDAP_BOOTSTRAP" => IsProxy.RdapBootstrap ?? "",
            "SALLYPORT_KEY_ACCESSES" => string.Join(',', KeyAccesses),
            "SALLYPORT_FORWARD_RULES" => string.Join(';', ForwardRules.Select(rule => $"{rule.Key}={rule.Value}")),
            _ => throw new System.Diagnostics.UnreachableException($"{setting.Name} is shown nowhere."),
        };

    private static Secret? Direct(SettingSource source, Secret? database) =>
        source.Secret(Setting.DatabaseDirect) is not { } direct ? null
        : database is not null ? direct
        : throw new StartRefusedException(
            $"{Setting.DatabaseDirect.Name} is another way to the database of {Setting.Database.Name}, which is not set."
        );

    private static string Covered(Secret? secret) => secret is null ? "" : "(set)";
}

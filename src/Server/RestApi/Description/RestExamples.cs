using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Enforcement;

namespace Sallyport.Server.RestApi.Description;

/// <summary>What bodies look like: written by the same hands that write the answers, so that no example grows old.</summary>
internal static class RestExamples
{
    private static readonly DateTimeOffset Then = new(2026, 1, 6, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 11, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = new(2027, 12, 31, 0, 0, 0, TimeSpan.Zero);

    private static readonly MfaAnswer Mfa = new(true, ["app"], false, "inherit", new DemandAnswer(true, "account", Then, null));

    private static readonly AccountAnswer Account = new(
        "8v2k0c6x9t4m1rbz5hqp",
        "acme",
        "Acme Ltd",
        "support@acme.test",
        "",
        Then
    );

    private static readonly UserAnswer User = new()
    {
        Id = "3f7n0w5d8s2j6gkq9xtc",
        Login = "zoe",
        Email = "zoe@acme.test",
        EmailRefusedAt = null,
        Title = "",
        GivenName = "Zoë",
        FamilyName = "Ågren",
        Mobile = "+61400000000",
        Language = "en",
        TimeZone = "Australia/Sydney",
        Status = "active",
        Role = "all",
        RoleName = "all",
        Doors = ["portal", "api"],
        PortalAddresses = [],
        ApiAddresses = ["192.0.2.0/24"],
        HasPassword = true,
        Mfa = Mfa,
        CreatedAt = Then,
        ModifiedAt = Now,
        LastSignInAt = Now,
    };

    private static readonly KeyAnswer Key = new(
        "4t9x2m7c0wz5k",
        "Billing on app.acme.test",
        ["API"],
        ["VIEW_USER"],
        ["192.0.2.0/24"],
        "x7Qm",
        "zoe",
        Then,
        Later,
        null,
        null,
        Now,
        "192.0.2.7",
        "api",
        null
    );

    private static readonly RoleAnswer Role = new(
        "6q1z8f3v0n5b7ydk2wjr",
        "Help desk",
        "Sees users and ends their sessions",
        ["VIEW_USER", "UPDATE_USER"],
        3,
        false
    );

    private static readonly ApplicationAnswer Application = new("2d7k9m3x5z1p8q0v4cwh", "wiki.acme.test", Then);

    private static readonly HostNameAnswer HostName = new("login.acme.test", Then, 2);

    private static readonly ShownSession Session = new(
        "9k4d1x6h3p8s0vcm5tzw",
        "browser",
        "192.0.2.7",
        "Mozilla/5.0",
        ["pwd", "otp"],
        Then,
        Now,
        Later,
        false
    );

    private static readonly Dictionary<Type, object> All = new object[]
    {
        new SessionBody("zoe@acme.test", "gravel-window-orbit-77", "123456"),
        new SessionAnswer("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", Now, false),
        new ProofBody("123456"),
        new KeyQuestionAnswer(
            "7h3w9k1d5x0p2v8m6cqz",
            new JsonObject
            {
                ["rpId"] = "portal.acme.test",
                ["challenge"] = "AAAA",
                ["userVerification"] = "preferred",
            }
        ),
        new ProvedAnswer("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", Now),
        new MeAnswer("key", "4t9x2m7c0wz5k", User, Account, ["API"], ["VIEW_USER"], null),
        new OwnDetailsBody("Zoë", TimeZone: "Europe/Berlin"),
        new FactorsAnswer(true, [new ShownFactor("2m6t", "Phone", Then, Now)], [], [new ShownCodes("codes", Then, 9)]),
        List(Session),
        List(new ShownTrust("5c0e", "Mozilla/5.0", Then, Later, Now)),
        Account,
        new AccountChangeBody(SupportContact: "support@acme.test"),
        new PolicyAnswer(PolicySettings.Write(Preset.Default), Then, Then, null),
        new PolicyChangeBody(new Dictionary<string, string> { ["graceDays"] = "7" }, Confirmed: true),
        new PolicyPreviewBody(new Dictionary<string, string> { ["requirement"] = "required" }),
        new PolicyPreviewAnswer(
            true,
            [new ChangedSetting("requirement", "off", "required")],
            [new ReachedUser(User.Id, User.Login, "Zoë Ågren", Now, true, Later)],
            0
        ),
        new AuditPart(
            [
                new JsonObject
                {
                    ["position"] = 17,
                    ["at"] = "2026-11-22T11:00:00Z",
                    ["action"] = "user_locked",
                    ["outcome"] = "success",
                },
            ],
            "17"
        ),
        List(
            new ListedUserAnswer(
                User.Id,
                User.Login,
                User.Email,
                User.EmailRefusedAt,
                User.GivenName,
                User.FamilyName,
                User.Status,
                User.Role,
                User.RoleName,
                Mfa,
                Then,
                Now
            )
        ),
        new NewUserBody("zoe", "zoe@acme.test", GivenName: "Zoë", Mobile: "+61400000000"),
        User,
        new UserChangeBody(FamilyName: "Ågren", ApiAddresses: ["192.0.2.0/24"]),
        new StatusBody("deactivated"),
        Mfa,
        new RequirementBody("required"),
        new GraceBody(14, "On leave until the 5th"),
        List(Key),
        new NewKeyBody("Billing on app.acme.test", ["API"], ["VIEW_USER"], ["192.0.2.0/24"], Later),
        Key with
        {
            Key = "slp_acme_0000000000000000000000000000000000000000000000000",
        },
        new RotationBody("x7Qm", 24),
        List(Role),
        new RoleBody("Help desk", ["VIEW_USER", "UPDATE_USER"], "Sees users and ends their sessions"),
        new RoleChangeBody(Name: "Desk"),
        List(HostName),
        HostName,
        new NewHostNameBody("login.acme.test"),
        new InstallationAnswer(Then, Later),
        new InstallationChangeBody(EverybodyFrom: "2027-12-31T00:00:00Z", Confirmed: true),
        List(Application),
        new NewApplicationBody("wiki.acme.test"),
        Application,
        Role,
    }.ToDictionary(example => example.GetType());

    /// <summary>A new tree each time: a document owns its own.</summary>
    public static JsonNode Of(Type type)
    {
        var written = JsonSerializer.SerializeToNode(All[type], type, RestJson.Options)!.AsObject();
        // What a body leaves out is not sent as null.
        if (type.Name.EndsWith("Body", StringComparison.Ordinal))
            foreach (var empty in written.Where(member => member.Value is null).Select(member => member.Key).ToList())
                written.Remove(empty);
        return written;
    }

    private static Listed<T> List<T>(T item) => new([item], 1, 50, 0);
}

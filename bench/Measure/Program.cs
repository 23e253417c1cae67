using Sallyport.Measure;

// measure start PUBLISHED BARE | timing PUBLISHED | kill PUBLISHED [ROUNDS] | keys [MOST] | admin PUBLISHED [ACCOUNTS USERS]
return args switch
{
    ["start", var published, var bare] => await StartUp.Run(published, bare),
    ["timing", var published] => await Timing.Run(published),
    ["kill", var published, .. var rounds] => await Kill.Run(
        published,
        rounds is [var text] ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 200
    ),
    ["keys", .. var most] => await KeyCheck.Run(most is [var text] ? text : "1000000"),
    ["admin", var published] => await AdminBench.Run(published, 2_000, 100_000),
    ["admin", var published, var accounts, var users] => await AdminBench.Run(
        published,
        int.Parse(accounts, System.Globalization.CultureInfo.InvariantCulture),
        int.Parse(users, System.Globalization.CultureInfo.InvariantCulture)
    ),
    [KeyServer.Word, var address, .. var how] => await KeyServer.Run(new Uri(address), how is [KeyServer.Cold]),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "measure start PUBLISHED BARE | timing PUBLISHED | kill PUBLISHED [ROUNDS] | keys [MOST] | admin PUBLISHED [ACCOUNTS USERS]"
    );
    return 2;
}
